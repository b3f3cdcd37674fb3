"""One document compared with those of its client that may say the same, or the same with other figures.

Where a client has no more than 300 others, with all of them; else with the 300 at most whose passages are nearest to
its own. Each by its first 60,000 characters: some seconds at most.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Left

from memory import neighbours
from memory.likeness import share, triples
from memory.models import Document, Kind, Twin, VectorIndex
from memory.otherwise import Pair, otherwise
from tenants.scope import tenant_tx

ALIKE = 0.7
DOCUMENTS, CHARACTERS = 300, 60_000


@dataclass(frozen=True)
class Found:
    share: float
    otherwise: list[Pair]  # the compared document's sentence first

    def seen_from(self, is_older: bool) -> list[Pair]:
        return self.otherwise if is_older else [(theirs, ours) for ours, theirs in self.otherwise]


def alike(client_id: int, document_id: int) -> dict[int, Found]:
    """Other documents' ids, with what makes them worth a look. Compared outside of a transaction."""
    with tenant_tx(client_id):
        mine, others = _texts(client_id, document_id)
    return dict(_found(mine, others)) if mine else {}


def _found(mine: Document, others: list[Document]) -> Iterator[tuple[int, Found]]:
    """Past pieces told what held on their day: only what holds now can contradict."""
    ours = triples(mine.beginning)  # type: ignore[attr-defined]
    for other in others:
        how_much = share(ours, triples(other.beginning))  # type: ignore[attr-defined]
        contrary = otherwise(mine.beginning, other.beginning) if _hold(mine, other) else []  # type: ignore[attr-defined]
        if how_much >= ALIKE or contrary:
            yield other.pk, Found(how_much, contrary)


def _hold(*documents: Document) -> bool:
    return not any(each.kind == Kind.SAMPLE or each.has_expired() for each in documents)


def _texts(client_id: int, document_id: int) -> tuple[Document | None, list[Document]]:
    read = Document.objects.filter(client_id=client_id, number__gt=0)
    begun = read.annotate(beginning=Left("text", CHARACTERS))
    begun = begun.only("kind", "expires_at", "client_id", "embedded_by")
    mine = begun.filter(pk=document_id).first()
    return mine, list(begun.filter(pk__in=_candidates(mine, read.exclude(pk=document_id)))) if mine else []


def _candidates(mine: Document, others: QuerySet[Document]) -> set[int]:
    """Those that are twins already are looked at again. While vectors are missing, those that changed last stand in
    for the nearest."""
    latest = list(others.order_by("-changed_at").values_list("pk", flat=True)[: DOCUMENTS + 1])
    if len(latest) <= DOCUMENTS:
        return {*latest}
    near = neighbours.of(mine, DOCUMENTS)
    return {*near, *_twins(mine), *(latest[:DOCUMENTS] if not near or _is_refilling(mine) else ())}


def _twins(mine: Document) -> Iterator[int]:
    pairs = Twin.objects.filter(Q(document=mine) | Q(other=mine), client_id=mine.client_id)
    for pair in pairs.values_list("document_id", "other_id"):
        yield from (pk for pk in pair if pk != mine.pk)


def _is_refilling(mine: Document) -> bool:
    return VectorIndex.objects.filter(client_id=mine.client_id).exclude(filling="").exists()
