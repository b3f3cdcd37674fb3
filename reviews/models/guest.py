"""A guest: somebody without an account who was asked about one piece, by a link of their own."""

from datetime import datetime

from django.db import models
from django.db.models.functions import Now

from tenants.ids import uuid7
from tenants.models import User
from tenants.tenant import Tenant, TenantKey


class Guest(Tenant):
    """One person, one piece, one link. Of the link only the hash is kept; sending it again makes another."""

    class State(models.TextChoices):
        UNSENT = "unsent", "Not sent"
        SENT = "sent", "Sent"
        OPENED = "opened", "Opened"
        DECIDED = "decided", "Decided"
        REVOKED = "revoked", "Revoked"
        EXPIRED = "expired", "Expired"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = TenantKey("reviews.Review", related_name="guests")
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254)
    digest = models.CharField(max_length=64, editable=False)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)  # told by the page itself; nothing depends on it
    revoked_at = models.DateTimeField(null=True)

    class Meta(Tenant.Meta):
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["client", "review", "email"], name="guest_once"),
            models.UniqueConstraint(fields=["client", "digest"], name="guest_link_once"),
        ]
        indexes = [models.Index(fields=["digest"], name="guest_digest")]

    def __str__(self) -> str:
        return f"{self.name} ({self.email})"

    def get_full_name(self) -> str:
        return self.name

    def state(self, at: datetime) -> "Guest.State":
        if self.decisions.exists():
            return Guest.State.DECIDED
        if self.revoked_at:
            return Guest.State.REVOKED
        if self.expires_at <= at:
            return Guest.State.EXPIRED
        if self.opened_at:
            return Guest.State.OPENED
        return Guest.State.SENT if self.sent_at else Guest.State.UNSENT
