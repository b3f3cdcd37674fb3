"""How a draft was before its last change that can be undone. It holds while the draft is as that change left it."""

from django.db import models
from django.db.models.functions import Now

from tenants.models import User
from tenants.tenant import Tenant, TenantKey
from workflows.models.version import Version


class Undo(Tenant):
    version = TenantKey(Version, related_name="undos")
    words = models.CharField(max_length=200)  # what was done: “Rubric” was taken out
    before = models.JSONField()  # the whole definition
    base = models.PositiveIntegerField(null=True, editable=False)  # Version.base then
    after = models.CharField(max_length=64)  # Version.fingerprint
    by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(Tenant.Meta):
        constraints = [models.UniqueConstraint(fields=["client", "version"], name="undo_last")]

    def __str__(self) -> str:
        return self.words
