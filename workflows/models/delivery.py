"""One sending of one approved piece, exactly once for each run, step and item."""

from django.db import models
from django.db.models.functions import Now

from tenants.ids import uuid7
from tenants.tenant import Tenant, TenantKey
from workflows.models.run import Attempt, Run


class Delivery(Tenant):
    """Where `connection` is empty the piece lies on Baton's own shelf, from which a CMS pulls by the API."""

    class ApprovedBy(models.TextChoices):
        GATES = "gates", "Passed all gates"
        PERSON = "person", "Approved by a person"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = TenantKey(Run, related_name="deliveries")
    attempt = TenantKey(Attempt, related_name="+")
    step_key = models.CharField(max_length=40)
    item = models.IntegerField(null=True)
    connection = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=300)
    slug = models.CharField(max_length=120)
    text = models.TextField()
    digest = models.CharField(max_length=64)  # sha256 of the text
    approved_by = models.CharField(max_length=8, choices=ApprovedBy.choices)
    delivered_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(Tenant.Meta):
        ordering = ["-delivered_at", "-id"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["client", "run", "step_key", "item"], name="delivery_once", nulls_distinct=False
            ),
        ]
        indexes = [models.Index(fields=["client", "delivered_at", "id"], name="delivery_in_order")]

    def __str__(self) -> str:
        return self.title
