"""The door to a client's memory for a piece of work: the context block, and what must never be written.

Each call opens its own short transaction inside that client. A query needs a vector, for which a server may be
asked: code that must not wait for it (or holds a transaction open) calls `ask` elsewhere first, and hands on
what it got.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied

from memory import configured, lessons, searching, usage, uses
from memory.embeddings import EmbeddingTrouble
from memory.formats.tidying import tidy
from memory.languages import search_configuration
from memory.models import Document, Passage
from memory.phrases import forbidden
from memory.recalled import PINNED_KINDS, RECALLED_KINDS, Block, Found, Recalled
from memory.samples import preferred
from memory.selection import choose
from tenants import scope
from tenants.models import Client

__all__ = ["Asked", "Block", "Found", "Recalled", "ask", "block", "forbidden_phrases", "search"]

LONGEST = 4000  # characters of a query that are looked at
OUTSIDE = ("imported",)  # sources of documents that no person gave
FEW = 12  # lessons that hardly ever lack room, so that nothing is counted for them
WIDER = 4  # candidates for each passage wanted, so that twins and long ones can be passed over


@dataclass(frozen=True)
class Asked:
    """A query with its vector, or with the reason why there is none."""

    text: str
    vector: Sequence[float] | None
    note: str = ""


def ask(query: str) -> Asked:
    """May call the embeddings server; touches no row."""
    text = tidy(query)[:LONGEST] or "?"  # no server takes an empty text
    try:
        (vector,) = configured.embedder().embed([text])
    except EmbeddingTrouble as trouble:
        return Asked(text, None, f"Recalled by words only. {trouble.sentence}")
    return Asked(text, vector)


def block(client_id: int, query: str | Asked, budget_tokens: int, passages: int) -> Block:
    """What is pinned first: documents whole, lessons, passages that are always used. It depends on nothing that was
    asked. Then the passages that fit the query best, within the budget."""
    found = search(client_id, query, limit=passages * WIDER)
    with _inside(client_id):
        decided = uses.decided(client_id)
        pinned = [*map(_whole, _pinned(client_id)), *_lessons(client_id), *decided.always]
        fitting = preferred(client_id, decided.without(found.passages))
    chosen = choose(pinned, fitting, budget_tokens, passages)
    return replace(chosen, note=" ".join(filter(None, [found.note, chosen.note])))


def forbidden_phrases(*client_ids: int) -> dict[int, list[str]]:
    """For each client what its constraints, voice and lessons say must never be written, in their order and none
    twice."""
    with _inside(*client_ids):
        pinned, learned = _pinned(*client_ids), lessons.forbidden(*client_ids)
    return {
        client_id: _once(
            [
                *forbidden(*(each.text for each in pinned if each.client_id == client_id)),
                *learned.get(client_id, ()),
            ]
        )
        for client_id in client_ids
    }


def _once(phrases: Sequence[str]) -> list[str]:
    first: dict[str, str] = {}
    for phrase in phrases:
        first.setdefault(phrase.casefold(), phrase)
    return list(first.values())


def _whole(document: Document) -> Recalled:
    outside = getattr(document, "source", "") in OUTSIDE
    return Recalled(0, document.pk, document.title, document.kind, document.text, 1.0, True, outside=outside)


def _lessons(client_id: int) -> list[Recalled]:
    """Those that hold, the most used first: where there are too many, the others have no room."""
    holding = lessons.holding(client_id)
    if len(holding) <= FEW:
        return holding
    used = usage.of_lessons(client_id, [lesson.id for lesson in holding])
    return sorted(holding, key=lambda lesson: (-used.get(lesson.id, 0), lesson.id))


def search(
    client_id: int, query: str | Asked, kinds: Sequence[str] = RECALLED_KINDS, limit: int = 20
) -> Found:
    """The passages of these kinds that fit the query best, best first; the note says if vectors couldn't help."""
    asked = ask(query) if isinstance(query, str) else query
    embedder = configured.embedder()
    with _inside(client_id):
        config = search_configuration(Client.objects.get(pk=client_id).language)
        wanted = searching.Query(asked.text, config, kinds, asked.vector, embedder.model)
        candidates = searching.search(client_id, wanted)
        best = list(searching.fused(candidates, embedder.weight).items())[:limit]
        return Found(_with_reasons(_read(client_id, best), candidates), asked.note or _unembedded(candidates))


def _unembedded(candidates: searching.Candidates) -> str:
    if candidates.matching and not candidates.near:
        return "Recalled by words only: these documents have no vectors of the embedding model in use yet."
    return ""


def _with_reasons(read: Sequence[Recalled], candidates: searching.Candidates) -> tuple[Recalled, ...]:
    arms = {"by its words": {*candidates.matching}, "by likeness": {*candidates.near}}
    return tuple(
        replace(one, why=" and ".join(arm for arm, ids in arms.items() if one.id in ids)) for one in read
    )


def _read(client_id: int, scores: list[tuple[int, float]]) -> tuple[Recalled, ...]:
    wanted = [passage for passage, _ in scores]
    rows = Passage.objects.filter(client_id=client_id, pk__in=wanted).values_list(
        "pk", "document_id", "document__title", "document__kind", "text", "heading"
    )
    read = {row[0]: row for row in rows}
    return tuple(
        Recalled(*read[passage][:5], score=score, heading=read[passage][5])
        for passage, score in scores
        if passage in read
    )


def _pinned(*client_ids: int) -> list[Document]:
    documents = Document.objects.filter(client_id__in=client_ids, kind__in=PINNED_KINDS)
    return sorted(
        documents.only("pk", "client_id", "title", "kind", "text"),
        key=lambda each: (PINNED_KINDS.index(each.kind), each.pk),
    )


def _inside(*client_ids: int) -> AbstractContextManager:
    """The clients' transaction; it narrows a scope that is there, and never widens it."""
    outer = scope.current()
    if outer and not {*client_ids} <= {*outer.clients}:
        raise PermissionDenied("Memory was asked for a client outside of the scope.")
    return scope.tenant_tx(*client_ids)
