"""What a client's memory is made of. Vectors and search words stand in narrow tables of their own: beside the text
they would be pushed out of line, and an exact scan would cost several times as much."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from pgvector.django import HalfVectorField

from memory.embeddings import DIMENSIONS
from tenants.models import User
from tenants.tenant import Tenant, TenantKey, TenantOneToOne


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


class Passage(Tenant):
    document = TenantKey(Document, related_name="passages")
    position = models.PositiveIntegerField()
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField()

    class Meta(Tenant.Meta):
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(fields=["client", "document", "position"], name="passage_position")
        ]


class PassageVector(Tenant):
    """Unit length. `model` names the embedding model: vectors of different models are never compared."""

    passage = TenantOneToOne(Passage, primary_key=True, related_name="+")
    kind = models.CharField(max_length=12)
    model = models.CharField(max_length=80)
    embedding = HalfVectorField(dimensions=DIMENSIONS)

    class Meta(Tenant.Meta):
        indexes = [models.Index(fields=["client", "kind"], name="vector_by_client")]


class PassageText(Tenant):
    passage = TenantOneToOne(Passage, primary_key=True, related_name="+")
    kind = models.CharField(max_length=12)
    words = SearchVectorField()

    class Meta(Tenant.Meta):
        indexes = [models.Index(fields=["client", "kind"], name="words_by_client")]
