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
    answers = models.JSONField(default=dict)  # field's key -> what was typed; files by their ids
    saved_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(Tenant.Meta):
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["client", "by", "-saved_at"], name="brief_draft_newest")]

    def __str__(self) -> str:
        """Its first words, to be known by."""
        words = (" ".join(answer.split()) for answer in self.answers.values() if isinstance(answer, str))
        return next((found[:80] for found in words if found), "Nothing written yet")
