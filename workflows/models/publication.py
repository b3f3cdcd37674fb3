"""Publishing that waits for a second person, or for its time. It is for a draft as it is: a change makes it lapse."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from tenants.models import User
from tenants.tenant import Tenant, TenantKey
from workflows.models.version import Version


class Publication(Tenant):
    class State(models.TextChoices):
        OPEN = "open", "Waits for a second person"
        PLANNED = "planned", "Planned"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Sent back"
        WITHDRAWN = "withdrawn", "Withdrawn"
        LAPSED = "lapsed", "Lapsed, for the draft was changed"
        FAILED = "failed", "Not published"

    WAITING = (State.OPEN, State.PLANNED)

    version = TenantKey(Version, related_name="publications")
    fingerprint = models.CharField(max_length=64)  # of the draft as it was when it was asked
    over = models.TextField(blank=True)  # what spoke against it, and why it is asked all the same
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    publish_at = models.DateTimeField(null=True)  # null: as soon as it may
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # of whoever sent it back; or why it couldn't be published

    class Meta(Tenant.Meta):
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "version"],
                condition=models.Q(state__in=["open", "planned"]),
                name="publication_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_state_display()}"
