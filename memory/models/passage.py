"""What is searched of a document. Vectors and search words stand in narrow tables of their own: beside the text they
would be pushed out of line, and an exact scan would cost several times as much."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from pgvector.django import HalfVectorField

from memory.models.document import Document
from tenants.models import User
from tenants.tenant import Tenant, TenantKey, TenantOneToOne

MODEL = 120  # characters of a model's name


class Passage(Tenant):
    class Use(models.TextChoices):
        FITS = "fits", "As it fits"
        ALWAYS = "always", "Always"
        NEVER = "never", "Never"

    document = TenantKey(Document, related_name="passages")
    position = models.PositiveIntegerField()
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    use = models.CharField(max_length=6, choices=Use.choices, default=Use.FITS, db_default="fits")
    use_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    use_at = models.DateTimeField(null=True)

    class Meta(Tenant.Meta):
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(fields=["client", "document", "position"], name="passage_position")
        ]
        indexes = [  # the few that people decided on, read for every context
            models.Index(fields=["client", "use"], condition=~models.Q(use="fits"), name="passage_by_use")
        ]


class PassageVector(Tenant):
    """One for each passage and model, of unit length. Vectors of different models are never compared, and stand side by
    side while one model takes the other's place. `model` ends with how many numbers it makes, "tiny@384", and the
    database holds each vector to that."""

    pk = models.CompositePrimaryKey("client", "passage", "model")
    passage = TenantKey(Passage, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    model = models.CharField(max_length=MODEL)
    embedding = HalfVectorField()

    class Meta(Tenant.Meta):
        indexes = [models.Index(fields=["client", "model", "kind"], name="vector_by_client")]


class PassageText(Tenant):
    """The words of a passage with what stands above it, and the digest of that: what is the same stays as it is.
    `configuration` is Postgres' text search configuration that took them apart; "": from before it was noted."""

    passage = TenantOneToOne(Passage, primary_key=True, related_name="+")
    kind = models.CharField(max_length=12)
    digest = models.CharField(max_length=32, default="")
    configuration = models.CharField(max_length=12, default="", db_default="")
    words = SearchVectorField()

    class Meta(Tenant.Meta):
        indexes = [
            models.Index(fields=["client", "kind"], name="words_by_client"),
            models.Index(fields=["client", "configuration"], name="words_by_configuration"),
        ]
