"""A lesson and a document of which one writes what the other says never to write."""

from typing import Any

from django.db import models

from memory.models.document import Document
from memory.models.lesson import Lesson
from tenants.tenant import Tenant, TenantKey


class Clash(Tenant):
    lesson = TenantKey(Lesson, related_name="clashes")
    document = TenantKey(Document, related_name="clashes")
    otherwise: Any = models.JSONField(default=list)  # [[what the lesson says, what the document says]]
    kept = models.BooleanField(default=False)  # a person said that both are right

    class Meta(Tenant.Meta):
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["client", "lesson", "document"], name="clash_once")]
        indexes = [models.Index(fields=["client", "document"], name="clash_of_document")]

    def __str__(self) -> str:
        return f"{self.lesson} and {self.document}"
