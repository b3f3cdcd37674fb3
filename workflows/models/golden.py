"""A golden brief: one that a workflow must always do well. A draft is tried on all of them before it is published."""

from django.db import models

from tenants.models import User
from tenants.tenant import Tenant, TenantKey
from workflows.models.workflow import Workflow


class Golden(Tenant):
    workflow = TenantKey(Workflow, related_name="goldens")
    name = models.CharField(max_length=120)
    brief = models.JSONField()
    expectation = models.TextField(
        blank=True, help_text="What a good piece does with it, for whoever compares. Optional."
    )
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Tenant.Meta):
        verbose_name = "golden brief"
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["client", "workflow", "name"], name="golden_name")]

    def __str__(self) -> str:
        return self.name
