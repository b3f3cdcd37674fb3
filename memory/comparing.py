"""One document compared with those of its client that may say the same, or otherwise: the same with other figures, or
in words that the brand voice or the constraints say never to write.

Where a client has no more than 300 others, with all of them; else with the 300 at most whose passages are nearest to
its own, with what says how to write, and that with what has its words. Each by its first 60,000 characters: some
seconds at most.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Left

from memory import neighbours, rulings, stemming
from memory.likeness import share, triples
from memory.models import Document, Kind, Twin, VectorIndex
from memory.otherwise import MOST, Pair, otherwise
from memory.recalled import PINNED_KINDS
from memory.wording import against, bans
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
        language = stemming.language(client_id)
    return dict(_found(mine, others, language)) if mine else {}


def _found(mine: Document, others: list[Document], language: str) -> Iterator[tuple[int, Found]]:
    ours = triples(mine.beginning)  # type: ignore[attr-defined]
    for other in others:
        how_much = share(ours, triples(other.beginning))  # type: ignore[attr-defined]
        contrary = list(_contrary(mine, other, language))[:MOST]
        if how_much >= ALIKE or contrary:
            yield other.pk, Found(how_much, contrary)


def _contrary(mine: Document, other: Document, language: str) -> Iterator[Pair]:
    """Past pieces told what held on their day, so their figures contradict nothing; their words are still imitated."""
    if mine.has_expired() or other.has_expired():
        return
    ours, theirs = mine.beginning, other.beginning  # type: ignore[attr-defined]
    if Kind.SAMPLE not in (mine.kind, other.kind):
        yield from otherwise(ours, theirs)
    if mine.kind in PINNED_KINDS:
        yield from against(bans(ours), theirs, language, is_rule=other.kind in PINNED_KINDS)
    if other.kind in PINNED_KINDS:
        found = against(bans(theirs), ours, language, is_rule=mine.kind in PINNED_KINDS)
        yield from ((sentence, says) for says, sentence in found)


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
    instead = latest[:DOCUMENTS] if not near or _is_refilling(mine) else ()
    rules = others.filter(kind__in=PINNED_KINDS).values_list("pk", flat=True)[:DOCUMENTS]
    writing = rulings.writing(mine.client_id, bans(_beginning(mine))) if mine.kind in PINNED_KINDS else ()
    return {*near, *instead, *rules, *writing, *_twins(mine)} - {mine.pk}


def _beginning(mine: Document) -> str:
    return str(mine.beginning)  # type: ignore[attr-defined]


def _twins(mine: Document) -> Iterator[int]:
    pairs = Twin.objects.filter(Q(document=mine) | Q(other=mine), client_id=mine.client_id)
    for pair in pairs.values_list("document_id", "other_id"):
        yield from (pk for pk in pair if pk != mine.pk)


def _is_refilling(mine: Document) -> bool:
    return VectorIndex.objects.filter(client_id=mine.client_id).exclude(filling="").exists()
