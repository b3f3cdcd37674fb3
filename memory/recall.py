"""The door to a client's memory for a piece of work: the context block, and what must never be written.

Each call opens its own short transaction inside that client. A query needs a vector, for which a server may be
asked: code that must not wait for it (or holds a transaction open) calls `ask` elsewhere first, and hands on
what it got.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from memory import allowed, choosing, fresh, lessons, searching, stemming, usage, uses
from memory.embeddings import Embedder, EmbeddingTrouble
from memory.formats.tidying import tidy
from memory.inside import inside
from memory.models import Document, Passage, Source
from memory.phrases import forbidden
from memory.recalled import PINNED_KINDS, Block, Found, Recalled, Why
from memory.samples import preferred
from memory.selection import choose
from memory.wanted import Wanted

__all__ = [
    "Asked", "Block", "Found", "Recalled", "Wanted", "ask", "ask_if_free", "block", "embedder_of", "forbidden_phrases",
    "replacements", "search",
]  # fmt: skip

NOTHING: Mapping[int, str] = {}
TYPING = "By words only, as you type. “Show what it recalls” asks {} too."
LONGEST = 4000  # characters of a query that are looked at
FEW = 12  # lessons that hardly ever lack room, so that nothing is counted for them
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


def ask_if_free(query: str, embedder: Embedder) -> Asked:
    """The same while somebody types: whoever is paid by the call, or far away, isn't asked, and the note says so."""
    if embedder.here:
        return ask(query, embedder)
    return Asked(tidy(query)[:LONGEST] or "?", None, TYPING.format(embedder.label))


def block(
    client_id: int,
    query: str | Asked,
    budget_tokens: int,
    passages: int,
    wanted: Wanted = ALL,
    instead: Mapping[int, str] = NOTHING,
) -> Block:
    """What is pinned first: documents whole, lessons, passages that are always used. It depends on nothing that was
    asked. Then the passages that fit the query best, within the budget. `instead` gives pinned documents other words
    for this time (document id -> text)."""
    found = search(client_id, query, wanted, limit=passages * WIDER)
    return block_of(client_id, found, budget_tokens, passages, instead)


def block_of(
    client_id: int, found: Found, budget_tokens: int, passages: int, instead: Mapping[int, str] = NOTHING
) -> Block:
    """The same of what was found already."""
    with inside(client_id):
        decided = uses.decided(client_id)
        whole = map(_whole, _pinned(client_id, instead=instead))
        pinned = [*whole, *_lessons(client_id), *decided.always]
        fitting = preferred(client_id, decided.without(found.passages))
    chosen = choose(pinned, fitting, budget_tokens, passages)
    return replace(chosen, note=" ".join(filter(None, [found.note, chosen.note])))


def forbidden_phrases(*client_ids: int, instead: Mapping[int, str] = NOTHING) -> dict[int, list[str]]:
    """For each client what its constraints, voice and lessons say must never be written, in their order and none
    twice."""
    with inside(*client_ids):
        pinned, learned = _pinned(*client_ids, instead=instead), lessons.forbidden(*client_ids)
    return {
        client_id: _once(
            [
                *forbidden(*(each.text for each in pinned if each.client_id == client_id)),
                *learned.get(client_id, ()),
            ]
        )
        for client_id in client_ids
    }


def replacements(*client_ids: int) -> dict[int, dict[str, str]]:
    """For each client that has any: a forbidden phrase, in small letters → what its lessons say to write instead."""
    with inside(*client_ids):
        return lessons.instead(*client_ids)


def _once(phrases: Sequence[str]) -> list[str]:
    first: dict[str, str] = {}
    for phrase in phrases:
        first.setdefault(phrase.casefold(), phrase)
    return list(first.values())


def _whole(document: Document) -> Recalled:
    return Recalled(
        0, document.pk, document.title, document.kind, document.text, 1.0, True, version=document.number,
        outside=document.source == Source.IMPORTED,
    )  # fmt: skip


def _lessons(client_id: int) -> list[Recalled]:
    """Those that hold, the most used first: where there are too many, the others have no room."""
    holding = lessons.holding(client_id)
    if len(holding) <= FEW:
        return holding
    used = usage.of_lessons(client_id, [lesson.id for lesson in holding])
    return sorted(holding, key=lambda lesson: (-used.get(lesson.id, 0), lesson.id))


def search(client_id: int, query: str | Asked, wanted: Wanted = ALL, limit: int = 20) -> Found:
    """The wanted passages that fit the query best, best first; the note says if vectors couldn't help."""
    asked = ask(query, embedder_of(client_id)) if isinstance(query, str) else query
    with inside(client_id):
        config, *also = stemming.ways(client_id)
        documents = allowed.documents(client_id, wanted)
        looked = searching.Query(asked.text, config, wanted.kinds, asked.vector, asked.model, documents, also)
        candidates = searching.search(client_id, looked)
        scores = searching.fused(candidates, asked.weight)
        ages = fresh.ages(client_id, scores)
        best = list(fresh.scored(scores, ages, wanted.half_life).items())[:limit]
        why = {each: _why(each, candidates, ages, wanted.half_life) for each, _ in best if each in ages}
        read = _with_reasons(_read(client_id, best), candidates)
        return Found(read, asked.note or _unembedded(candidates), why)


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


def _with_reasons(read: Sequence[Recalled], candidates: searching.Candidates) -> tuple[Recalled, ...]:
    arms = {"by its words": {*candidates.matching}, "by likeness": {*candidates.near}}
    return tuple(
        replace(one, why=" and ".join(arm for arm, ids in arms.items() if one.id in ids)) for one in read
    )


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
    kept = Document.objects.filter(allowed.holding(), client_id__in=client_ids, kind__in=PINNED_KINDS)
    documents = kept.exclude(text="")
    found = list(documents.only("pk", "client_id", "number", "title", "kind", "text", "source"))
    for document in found:
        document.text = instead.get(document.pk, document.text)
    return sorted(
        found,
        key=lambda each: (PINNED_KINDS.index(each.kind), each.pk),
    )
