"""Advice that somebody put aside, with the reason: it is about the workflow, so it holds for its next drafts too."""

from django.db import models
from django.db.models.functions import Now

from tenants.models import User
from tenants.tenant import Tenant, TenantKey
from workflows.models.workflow import Workflow


class Dismissal(Tenant):
    workflow = TenantKey(Workflow, related_name="dismissals")
    advice = models.CharField(max_length=40)  # its key in workflows.engine.advice
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(Tenant.Meta):
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["client", "workflow", "advice"], name="dismissed_once")
        ]

    def __str__(self) -> str:
        return f"{self.advice}: {self.reason}"
