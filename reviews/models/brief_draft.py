"""A brief that somebody began and didn't send yet. It is theirs alone."""

from django.db import models
from django.db.models.functions import Now

from tenants.ids import uuid7
from tenants.models import User
from tenants.tenant import Tenant, TenantKey
from workflows.models import Workflow


class BriefDraft(Tenant):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workflow = TenantKey(Workflow, related_name="+")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    title = models.CharField(max_length=80)  # its first words, to be known by
    answers = models.JSONField(default=dict)  # field's key -> what was typed; files by their ids
    saved_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(Tenant.Meta):
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["client", "by", "-saved_at"], name="brief_draft_newest")]

    def __str__(self) -> str:
        return self.title
