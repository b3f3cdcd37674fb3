"""Publishing, asked of a second person, for a draft as it is: what changes later makes the request lapse."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from tenants.models import User
from tenants.tenant import Tenant, TenantKey
from workflows.models.workflow import Version


class Publication(Tenant):
    class State(models.TextChoices):
        OPEN = "open", "Waits for a second person"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Sent back"
        WITHDRAWN = "withdrawn", "Withdrawn"
        LAPSED = "lapsed", "Lapsed, for the draft was changed"

    version = TenantKey(Version, related_name="publications")
    fingerprint = models.CharField(max_length=64)  # of the draft as it was when it was asked
    over = models.TextField(blank=True)  # what spoke against it, and why it is asked all the same
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # of whoever sent it back

    class Meta(Tenant.Meta):
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "version"], condition=models.Q(state="open"), name="publication_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_state_display()}"
