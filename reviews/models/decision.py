"""What a person did with a piece."""

from django.db import models
from django.db.models.functions import Now

from reviews.models.guest import Guest
from reviews.models.review import Review
from tenants.models import User
from tenants.tenant import Tenant, TenantKey


class Decision(Tenant):
    class Kind(models.TextChoices):
        APPROVE = "approve", "Approved"
        APPROVE_WITH_EDITS = "edit", "Approved with edits"
        REQUEST_CHANGES = "changes", "Asked for changes"
        REJECT = "reject", "Rejected"

    review = TenantKey(Review, related_name="decisions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    guest = TenantKey(Guest, models.RESTRICT, null=True, related_name="decisions")  # instead of `by`
    note = models.TextField(blank=True)
    original = models.TextField()
    text = models.TextField(blank=True)  # what was approved
    digest = models.CharField(max_length=64, blank=True)
    accepted = models.JSONField(default=list)  # numbers (from 1) of the findings taken in, or sent along
    dismissed = models.JSONField(default=list)  # numbers of the findings that the person didn't agree with
    edit_share = models.FloatField(default=0.0)  # of the words, 0 to 1: what people changed of the original
    seconds_open = models.PositiveIntegerField(null=True)  # null: not measured, as without script
    seconds_active = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(Tenant.Meta):
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["client", "review"], name="decision_once")]

    def __str__(self) -> str:
        return self.get_kind_display()
