"""What is known of a sample that was an approved piece: how it was approved, and how good the gates found it."""

from django.db import models

from memory.models.document import Document
from tenants.tenant import Tenant, TenantOneToOne


class Sample(Tenant):
    document = TenantOneToOne(Document, primary_key=True, related_name="approval")
    by_person = models.BooleanField(default=False)  # else every gate let it pass by itself
    edit_share = models.FloatField(default=0.0)  # of its words, 0 to 1: how much people changed
    score = models.FloatField(null=True)  # the gates', 0 to 10; null where none gave marks
    approved_at = models.DateTimeField()

    class Meta(Tenant.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(edit_share__gte=0, edit_share__lte=1), name="sample_edit_share"
            )
        ]
