"""Who makes an agency's vectors: for all of its clients, or for one of them. The key is sealed, never shown again."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now

from memory.embeddings import DIMENSIONS
from memory.models.passage import MODEL
from tenants.models import User
from tenants.sealed import Sealed
from tenants.tenant import OfAgencyOrClient


class EmbeddingChoice(Sealed, OfAgencyOrClient):
    """What makes the vectors never changes, for they would no longer fit each other: another choice is another row.
    The one before stays until no client's vectors are its any more, because queries are asked of it until then."""

    class Kind(models.TextChoices):
        HASHING = "hashing", "Lexical (offline, no AI)"
        OPENAI = "openai", "OpenAI"
        GEMINI = "gemini", "Gemini"
        COMPATIBLE = "compatible", "A server that speaks OpenAI’s embeddings"
        LOCAL = "local", "all-MiniLM-L6-v2 on this computer"

    kind = models.CharField("who makes them", max_length=12, choices=Kind.choices)
    name = models.CharField(
        "model", max_length=80, blank=True,
        help_text="As its vendor calls it. Empty: OpenAI’s “text-embedding-3-small”, Gemini’s “gemini-embedding-001”.",
    )  # fmt: skip
    dimensions = models.PositiveIntegerField(
        default=DIMENSIONS, validators=[MinValueValidator(32), MaxValueValidator(4000)],
        help_text="How many numbers a vector has. More are not always better, and take more room and time.",
    )  # fmt: skip
    base_url = models.CharField(
        "address", max_length=200, blank=True,
        help_text="Of a server: what stands before “/embeddings”. Empty: the vendor’s own.",
    )  # fmt: skip
    query_prefix = models.CharField(
        "before a query", max_length=200, blank=True,
        help_text="What the model’s own page says, such as “query: ”. Most want nothing.",
    )  # fmt: skip
    document_prefix = models.CharField(
        "before a document", max_length=200, blank=True, help_text="The same for documents, such as “passage: ”."
    )  # fmt: skip
    identity = models.CharField(max_length=MODEL, editable=False)  # the name that its vectors have
    sealed = models.TextField(blank=True, editable=False)  # "": it wants no key
    hint = models.CharField(max_length=8, blank=True, editable=False)  # its last characters
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    replaced_at = models.DateTimeField(null=True, editable=False)  # by a later one, or by nothing
    tested_at = models.DateTimeField(null=True, editable=False)
    test_passed = models.BooleanField(null=True, editable=False)
    test_told = models.TextField(blank=True, editable=False)

    class Meta(OfAgencyOrClient.Meta):
        verbose_name = "embedding"
        ordering = ["client__name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "client"], condition=models.Q(replaced_at=None), name="embedding_once",
                nulls_distinct=False,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} (…{self.hint})" if self.hint else str(self.get_kind_display())

    @property
    def told(self) -> str:
        return f"Embeddings of {self.get_kind_display()}, {self.whose}"

    @property
    def _row(self) -> str:
        return f"embedding {self.pk} of agency {self.agency_id}, client {self.client_id}"
