"""The door to a client's memory for a piece of work: the context block, and what must never be written.

Each call opens its own short transaction inside that client. A query needs a vector, for which a server may be
asked: code that must not wait for it (or holds a transaction open) calls `ask` elsewhere first, and hands on
what it got.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from memory import allowed, choosing, fresh, searching
from memory.embeddings import Embedder, EmbeddingTrouble
from memory.formats.tidying import tidy
from memory.inside import inside
from memory.languages import search_configuration
from memory.models import Document, Passage
from memory.phrases import forbidden
from memory.recalled import PINNED_KINDS, Block, Found, Recalled, Why
from memory.selection import choose
from memory.wanted import Wanted
from tenants.models import Client

__all__ = [
    "Asked", "Block", "Found", "Recalled", "Wanted", "ask", "block", "embedder_of", "forbidden_phrases", "search",
]  # fmt: skip

NOTHING: Mapping[int, str] = {}
LONGEST = 4000  # characters of a query that are looked at
WIDER = 4  # candidates for each passage wanted, so that twins and long ones can be passed over
ALL = Wanted()


@dataclass(frozen=True)
class Asked:
    """A query with its vector, or with the reason why there is none."""

    text: str
    vector: Sequence[float] | None
    note: str = ""
    model: str = ""  # of the vector
    weight: float = 1.0  # of the ranking by it


def embedder_of(client_id: int) -> Embedder:
    """Whom to ask for the vector of a query."""
    return choosing.answering(client_id)


def ask(query: str, embedder: Embedder) -> Asked:
    """May call the embeddings server; touches no row."""
    text = tidy(query)[:LONGEST] or "?"  # no server takes an empty text
    try:
        (vector,) = embedder.embed([text], "query")
    except EmbeddingTrouble as trouble:
        return Asked(text, None, f"Recalled by words only. {trouble.sentence}")
    return Asked(text, vector, "", embedder.model, embedder.weight)


def block(
    client_id: int,
    query: str | Asked,
    budget_tokens: int,
    passages: int,
    wanted: Wanted = ALL,
    instead: Mapping[int, str] = NOTHING,
) -> Block:
    """Pinned documents whole and first, then the passages that fit the query best, within the budget. `instead` gives
    pinned documents other words for this time (document id -> text)."""
    found = search(client_id, query, wanted, limit=passages * WIDER)
    return block_of(client_id, found, budget_tokens, passages, instead)


def block_of(
    client_id: int, found: Found, budget_tokens: int, passages: int, instead: Mapping[int, str] = NOTHING
) -> Block:
    """The same of what was found already."""
    with inside(client_id):
        pinned = [
            Recalled(
                0, document.pk, document.title, document.kind, document.text, 1.0, pinned=True,
                version=document.number,
            )
            for document in _pinned(client_id, instead=instead)
        ]  # fmt: skip
    chosen = choose(pinned, found.passages, budget_tokens, passages)
    return replace(chosen, note=" ".join(filter(None, [found.note, chosen.note])))


def forbidden_phrases(*client_ids: int, instead: Mapping[int, str] = NOTHING) -> dict[int, list[str]]:
    """For each client what its constraints and voice say must never be written, in their order and none twice."""
    with inside(*client_ids):
        pinned = _pinned(*client_ids, instead=instead)
    return {
        client_id: forbidden(*(each.text for each in pinned if each.client_id == client_id))
        for client_id in client_ids
    }


def search(client_id: int, query: str | Asked, wanted: Wanted = ALL, limit: int = 20) -> Found:
    """The wanted passages that fit the query best, best first; the note says if vectors couldn't help."""
    asked = ask(query, embedder_of(client_id)) if isinstance(query, str) else query
    with inside(client_id):
        config = search_configuration(Client.objects.get(pk=client_id).language)
        documents = allowed.documents(client_id, wanted)
        looked = searching.Query(asked.text, config, wanted.kinds, asked.vector, asked.model, documents)
        candidates = searching.search(client_id, looked)
        scores = searching.fused(candidates, asked.weight)
        ages = fresh.ages(client_id, scores)
        best = list(fresh.scored(scores, ages, wanted.half_life).items())[:limit]
        why = {each: _why(each, candidates, ages, wanted.half_life) for each, _ in best if each in ages}
        return Found(_read(client_id, best), asked.note or _unembedded(candidates), why)


def _why(passage: int, found: searching.Candidates, ages: dict[int, float], half_life: int) -> Why:
    return Why(
        found.words.get(passage, ()),
        found.nearness.get(passage),
        ages[passage],
        fresh.share(ages[passage], half_life),
    )


def _unembedded(candidates: searching.Candidates) -> str:
    if candidates.matching and not candidates.near:
        return "Recalled by words only: these documents have no vectors of the embedding model in use yet."
    return ""


def _read(client_id: int, scores: list[tuple[int, float]]) -> tuple[Recalled, ...]:
    wanted = [passage for passage, _ in scores]
    rows = Passage.objects.filter(client_id=client_id, pk__in=wanted).values_list(
        "pk", "document_id", "document__title", "document__kind", "text", "heading", "document__indexed"
    )
    read = {row[0]: row for row in rows}
    return tuple(
        Recalled(*read[passage][:5], score=score, heading=read[passage][5], version=read[passage][6])
        for passage, score in scores
        if passage in read
    )


def _pinned(*client_ids: int, instead: Mapping[int, str] = NOTHING) -> list[Document]:
    documents = Document.objects.filter(client_id__in=client_ids, kind__in=PINNED_KINDS).exclude(text="")
    found = list(documents.only("pk", "client_id", "number", "title", "kind", "text"))
    for document in found:
        document.text = instead.get(document.pk, document.text)
    return sorted(
        found,
        key=lambda each: (PINNED_KINDS.index(each.kind), each.pk),
    )
