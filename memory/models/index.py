"""How a client's memory is searched at present."""

from django.db import models

from memory.models.passage import MODEL
from tenants.tenant import Tenant


class VectorIndex(Tenant):
    """One row for a client: whose vectors answer, whose are being made beside them, and whether they have an index of
    their own."""

    model = models.CharField(max_length=MODEL, blank=True)  # whose vectors answer; "": none yet
    filling = models.CharField(max_length=MODEL, blank=True)  # whose are being made; "": nothing to do
    filled = models.PositiveIntegerField(default=0)  # passages that have them
    passages = models.PositiveIntegerField(default=0)  # of the client, counted after each indexing
    nearest = models.CharField(
        max_length=MODEL, blank=True
    )  # the model whose vectors have an HNSW; "": exact
    tokens = models.BigIntegerField(default=0)  # that embedding has taken, where the vendor tells
    problem = models.TextField(blank=True)  # why filling stands still, in a sentence

    class Meta(Tenant.Meta):
        constraints = [models.UniqueConstraint(fields=["client"], name="index_of_client")]

    @property
    def is_filling(self) -> bool:
        return bool(self.filling)

    @property
    def percent(self) -> int:
        return 100 * self.filled // self.passages if self.passages else 100
