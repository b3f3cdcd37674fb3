"""How a client's memory is searched at present."""

from django.db import models

from memory.languages import told
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
    words_in = models.CharField(
        max_length=12, blank=True, db_default=""
    )  # how all words are taken apart; "": not known
    rewording = models.CharField(max_length=12, blank=True, db_default="")  # how they are being, anew
    reworded = models.PositiveIntegerField(db_default=0)  # passages whose words are
    problem = models.TextField(blank=True)  # why filling stands still, in a sentence

    class Meta(Tenant.Meta):
        constraints = [models.UniqueConstraint(fields=["client"], name="index_of_client")]

    @property
    def is_filling(self) -> bool:
        return bool(self.filling)

    @property
    def percent(self) -> int:
        return self._share(self.filled)

    @property
    def percent_reworded(self) -> int:
        return self._share(self.reworded)

    @property
    def words_are(self) -> str:
        return told(self.words_in)

    @property
    def words_become(self) -> str:
        return told(self.rewording)

    def _share(self, done: int) -> int:
        """Passages come and go meanwhile."""
        return min(100, 100 * done // self.passages) if self.passages else 100
