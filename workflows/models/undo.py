"""How a draft was before one of its last changes; of one that was undone, how it was after it. It holds while the draft
is as the change, or the undoing, left it."""

from django.db import models
from django.db.models.functions import Now

from tenants.models import User
from tenants.tenant import Tenant, TenantKey
from workflows.models.version import Version


class Undo(Tenant):
    version = TenantKey(Version, related_name="undos")
    words = models.CharField(max_length=200)  # what was done: “Rubric” was taken out
    before = models.JSONField()  # the whole definition that it leads to
    base = models.PositiveIntegerField(null=True, editable=False)  # Version.base there
    after = models.CharField(max_length=64)  # Version.fingerprint where it leads from
    undone = models.BooleanField(default=False, db_default=False)  # it leads forward again
    by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(Tenant.Meta):
        indexes = [models.Index(fields=["client", "version"], name="undo_of_draft")]

    def __str__(self) -> str:
        return self.words
