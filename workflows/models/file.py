"""A picture or a PDF that somebody gave with a brief. It is its client's, and stays what it was."""

from django.db import models
from django.db.models.functions import Now

from tenants.ids import uuid7
from tenants.models import User
from tenants.tenant import Tenant


class File(Tenant):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=40)  # by its content, one of workflows.files.KINDS
    digest = models.CharField(max_length=64)  # sha256 of the content
    size = models.PositiveIntegerField()  # bytes
    pages = models.PositiveIntegerField(null=True)  # of a PDF; null: not counted
    content = models.BinaryField()
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(Tenant.Meta):
        ordering = ["-added_at"]
        constraints = [models.UniqueConstraint(fields=["client", "digest", "name"], name="file_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")
