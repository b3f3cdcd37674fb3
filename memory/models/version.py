"""What becomes of a document: each state of its words, and what people did with it."""

from typing import Any

from django.db import models

from memory.models.document import Document, Kind
from tenants.models import User
from tenants.tenant import Tenant, TenantKey


class DocumentVersion(Tenant):
    """One state of a document's words, never changed again, with the file that they were read from.

    A file that waits to be read has no text yet; one that can't be read has a problem instead."""

    document = TenantKey(Document, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    filename = models.CharField(max_length=255, blank=True)
    original = models.BinaryField(null=True)
    problem = models.TextField(blank=True)
    note = models.CharField(max_length=300, blank=True)  # why it was made
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(Tenant.Meta):
        ordering = ["document", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["client", "document", "number"], name="document_version_number")
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class DocumentNote(Tenant):
    """What happened to a document beside its words: copied, merged, an earlier version taken up again."""

    document = TenantKey(Document, related_name="notes")
    sentence = models.CharField(max_length=600)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(Tenant.Meta):
        ordering = ["document", "-at", "-id"]
        indexes = [models.Index(fields=["client", "document"], name="note_of_document")]

    def __str__(self) -> str:
        return self.sentence


class Twin(Tenant):
    """Two documents that say nearly the same, or the same with other figures. `document` is the older row."""

    document = TenantKey(Document, related_name="younger_twins")
    other = TenantKey(Document, related_name="older_twins")
    share = models.FloatField()  # of the shorter one's word triples that the other has too, 0 to 1
    otherwise: Any = models.JSONField(
        default=list
    )  # [[sentence of `document`, of `other`]], as of 12 and 14 rooms
    kept = models.BooleanField(default=False)  # a person said that both are right

    class Meta(Tenant.Meta):
        ordering = ["-share", "id"]
        constraints = [models.UniqueConstraint(fields=["client", "document", "other"], name="twins_once")]

    def __str__(self) -> str:
        return f"{self.document} and {self.other}"
