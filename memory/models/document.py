"""What a client gave, whole: a brand voice, constraints, past pieces, facts."""

from django.db import models

from tenants.models import User
from tenants.tenant import Tenant


class Kind(models.TextChoices):
    VOICE = "voice", "Brand voice"
    CONSTRAINTS = "constraints", "Constraints"
    SAMPLE = "sample", "Past piece"
    FACTS = "facts", "Facts"


class Document(Tenant):
    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be read"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be read"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField(help_text="Markdown.")
    digest = models.CharField(max_length=64, editable=False)  # sha256 of the text
    filename = models.CharField(max_length=255, blank=True, editable=False)
    original = models.BinaryField(null=True, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING, editable=False)
    problem = models.TextField(blank=True, editable=False)
    embedded_by = models.CharField(
        max_length=80, blank=True, editable=False
    )  # the model of its vectors, if any
    run = models.UUIDField(null=True, editable=False)  # the run whose approved piece this is
    brief = models.JSONField(default=dict, blank=True, editable=False)  # what that run was asked for
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(Tenant.Meta):
        ordering = ["kind", "title"]
        constraints = [models.UniqueConstraint(fields=["client", "kind", "digest"], name="document_once")]
        indexes = [models.Index(fields=["client", "kind", "-added_at"], name="document_by_kind")]

    def __str__(self) -> str:
        return self.title
