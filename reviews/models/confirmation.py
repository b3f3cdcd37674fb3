"""A guest's decision that waits for the code that was mailed to them: bound to link, exact text and decision."""

from django.db import models
from django.db.models.functions import Now

from reviews.models.guest import Guest
from tenants.ids import uuid7
from tenants.tenant import Tenant, TenantKey


class Confirmation(Tenant):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    guest = TenantKey(Guest, related_name="confirmations")
    kind = models.CharField(max_length=8)  # of reviews.models.Decision
    seen = models.CharField(max_length=64)  # hash of the text that the page showed
    note = models.TextField(blank=True)
    text = models.TextField(blank=True)  # what would be approved
    accepted = models.JSONField(default=list)
    dismissed = models.JSONField(default=list)
    code = models.CharField(max_length=64)  # keyed hash: six digits alone could be found by trying
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta(Tenant.Meta):
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["client", "guest", "-created_at"], name="confirmation_newest")]

    def __str__(self) -> str:
        return f"{self.guest}: {self.kind}"
