"""From one embedding model to another: the new vectors are made beside the old ones, which answer until all are there.
Then the new ones answer, in one transaction, and the old ones go. It may stop after any batch and go on from there."""

import time

from django.db.models import Exists, F, OuterRef, QuerySet

from memory import passages
from memory.embeddings import Embedder, EmbeddingTrouble
from memory.models import Document, Passage, PassageText, PassageVector, VectorIndex
from tenants.scope import tenant_tx

ROWS = 5_000  # old vectors that are deleted by one statement


def refill(client_id: int, embedder: Embedder, until: float) -> bool:
    """Whether nothing is left to do. `until`: of time.monotonic."""
    refilling = Refilling(client_id, embedder)
    if not refilling.begins():
        return True
    while refilling.batch():
        if refilling.problem or time.monotonic() > until:
            return bool(refilling.problem)  # trouble waits for the next bell
    return refilling.switched()


class Refilling:
    def __init__(self, client_id: int, embedder: Embedder) -> None:
        self.client_id, self.embedder, self.problem = client_id, embedder, ""

    def begins(self) -> bool:
        """Notes what is to be made, and answers whether there is anything: not where the model answers already."""
        with tenant_tx(self.client_id):
            index = VectorIndex.objects.filter(client_id=self.client_id).first()
            if index is None or not index.model:
                return False
            wanted = "" if index.model == self.embedder.model else self.embedder.model
            if index.filling != wanted:
                self._abandoned(index, wanted)
            if not wanted:
                self._strays()
            return bool(wanted)

    def batch(self) -> bool:
        """Makes some vectors; answers whether there may be more to make."""
        with tenant_tx(self.client_id):
            wanted = self.missing.values_list("pk", "document__title", "heading", "text")
            rows = list(wanted[: self.embedder.batch])
        texts = [passages.searchable(*above) for _, *above in rows]
        try:
            vectors = self.embedder.embed(texts)
        except EmbeddingTrouble as trouble:
            self.problem = trouble.sentence
            with tenant_tx(self.client_id):
                self.index.update(problem=trouble.sentence)
            return True
        with tenant_tx(self.client_id):
            self._keep([pk for pk, *_ in rows], vectors, vectors.tokens)
        return len(rows) == self.embedder.batch

    def switched(self) -> bool:
        """Unless something was added meanwhile. The index's row is locked, and indexing waits for it."""
        with tenant_tx(self.client_id):
            if not list(self.index.select_for_update().values_list("pk")) or self.missing.exists():
                return False
            self.index.update(model=self.embedder.model, filling="", filled=0, problem="")
            ready = Document.objects.filter(client_id=self.client_id, state=Document.State.READY)
            ready.update(embedded_by=self.embedder.model, problem="")
        self._old_ones_go()
        return True

    @property
    def index(self) -> QuerySet[VectorIndex]:
        return VectorIndex.objects.filter(client_id=self.client_id)

    @property
    def missing(self) -> QuerySet[Passage]:
        own = PassageVector.objects.filter(
            client_id=self.client_id, passage_id=OuterRef("pk"), model=self.embedder.model
        )
        return Passage.objects.filter(~Exists(own), client_id=self.client_id).order_by("pk")

    def _keep(self, made: list[int], vectors: list[list[float]], tokens: int) -> None:
        """Of what is still there: a document may have been changed meanwhile."""
        there = Passage.objects.filter(client_id=self.client_id, pk__in=made).order_by("pk")
        locked = list(there.select_for_update().values_list("pk", flat=True))
        kinds = PassageText.objects.filter(client_id=self.client_id, passage_id__in=locked)
        kind_of = dict(kinds.values_list("passage_id", "kind"))
        rows = [(pk, kind_of[pk], its) for pk, its in zip(made, vectors, strict=True) if pk in kind_of]
        passages.keep_vectors(self.client_id, self.embedder.model, rows)
        self.index.update(filled=F("filled") + len(rows), tokens=F("tokens") + tokens, problem="")

    def _abandoned(self, index: VectorIndex, wanted: str) -> None:
        """Another choice was made in between: what was made for it goes."""
        if index.filling:
            self._vectors().filter(model=index.filling).delete()
        there = self._vectors().filter(model=wanted).count() if wanted else 0
        self.index.update(filling=wanted, filled=there, problem="")

    def _strays(self) -> None:
        """Documents that were embedded by the model before while the switch was made: the next bell embeds them."""
        known = ["", self.embedder.model]
        ready = Document.objects.filter(client_id=self.client_id, state=Document.State.READY)
        ready.exclude(embedded_by__in=known).update(embedded_by="")

    def _old_ones_go(self) -> None:
        """A few at a time. What a crash leaves here goes with the next change."""
        gone = ROWS
        while gone == ROWS:
            with tenant_tx(self.client_id):
                old = self._vectors().exclude(model=self.embedder.model)
                some = list(old.values_list("passage_id", flat=True)[:ROWS])
                gone = old.filter(passage_id__in=some).delete()[0]

    def _vectors(self) -> QuerySet[PassageVector]:
        return PassageVector.objects.filter(client_id=self.client_id)
