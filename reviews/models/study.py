"""What was read out of one decision for the client to learn from: each decision is studied once."""

from django.db import models
from django.db.models.functions import Now

from tenants.tenant import Tenant, TenantKey


class Study(Tenant):
    decision = TenantKey("reviews.Decision", related_name="studies")
    changes = models.JSONField(
        default=list
    )  # [{"before", "after", "was", "is"}]: words, and the lines they stood in
    asked = models.UUIDField(null=True)  # the run of the assistant that was asked; null: nobody was
    told_at = models.DateTimeField(null=True)  # when its answer was taken
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(Tenant.Meta):
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["client", "decision"], name="study_once")]
        indexes = [models.Index(fields=["client", "asked"], name="study_by_run")]

    def __str__(self) -> str:
        return f"Study of decision {self.decision_id}"
