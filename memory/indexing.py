"""From a document to passages that can be found: split, embed, and written in one transaction or not at all.

Embedding may call a server, so it happens between two transactions. If no vectors can be had, the passages are
written with their words alone: they are found by those, the document says so, and the next bell tries again.
What a passage and the headings above it say decides whether it is new: one that stays keeps its row and its vectors.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q, QuerySet

from memory import passages, stemming
from memory.embeddings import Embedder, EmbeddingTrouble, Vectors
from memory.models import Document, VectorIndex
from memory.passages import Stretch
from memory.splitting import Piece, split
from tenants.scope import tenant_tx

WORDS_ONLY = "Found by its words only."  # what a document says that has no vectors; then why


@dataclass(frozen=True)
class Lack:
    """Documents of a client that have no vectors yet, and why."""

    number: int
    why: str


@dataclass(frozen=True)
class Embedded:
    """Vectors by the digest of what they are of, and no problem; or none, and why."""

    vectors: dict[str, list[float]]
    tokens: int = 0
    problem: str = ""


def pending(client_id: int) -> QuerySet[Document]:
    """What waits, and what has no vectors yet. Those of another model are made anew elsewhere (refilling)."""
    bare = Q(state=Document.State.READY, embedded_by="")
    return Document.objects.filter(Q(state=Document.State.WAITING) | bare, client_id=client_id)


def lacking(client_ids: Iterable[int]) -> dict[int, Lack]:
    """For each client that has any: documents for which no vectors could be had."""
    mine = Document.objects.filter(client_id__in=client_ids, state=Document.State.READY, embedded_by="")
    rows = mine.exclude(problem="").order_by().values_list("client_id").annotate(Count("pk"), Max("problem"))
    return {client: Lack(number, why.removeprefix(WORDS_ONLY).strip()) for client, number, why in rows}


def index(client_id: int, document_id: int, embedder: Embedder, known_problem: str = "") -> str:
    """Make one pending document findable; twice is harmless, and one that changes meanwhile is left alone.

    With a known problem the embedder isn't asked. Answers with the problem there was in the end, or nothing.
    """
    with tenant_tx(client_id):
        document = pending(client_id).filter(pk=document_id).first()
        known = passages.embedded(document, embedder.model) if document else set()
    if document is None:
        return known_problem
    stretches = [_stretch(document.title, piece) for piece in split(document.text)]
    new = {each.digest: each.searchable for each in stretches if each.digest not in known}
    embedded = Embedded({}, problem=known_problem) if known_problem else _embed(embedder, new)
    with tenant_tx(client_id):
        if _unchanged(document):
            _settle(document, stretches, embedder, embedded)
    return embedded.problem


def _stretch(title: str, piece: Piece) -> Stretch:
    return Stretch(
        piece.position, piece.heading[:300], piece.text, passages.searchable(title, piece.heading, piece.text)
    )


def embed(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    """In batches. Raises EmbeddingTrouble."""
    vectors = Vectors()
    for start in range(0, len(texts), embedder.batch):
        batch = embedder.embed(texts[start : start + embedder.batch])
        vectors += batch
        vectors.tokens += batch.tokens
    return vectors


def _embed(embedder: Embedder, texts: dict[str, str]) -> Embedded:
    try:
        vectors = embed(embedder, list(texts.values()))
    except EmbeddingTrouble as trouble:
        return Embedded({}, problem=f"{WORDS_ONLY} {trouble.sentence}")
    return Embedded(dict(zip(texts, vectors, strict=True)), vectors.tokens)


def _unchanged(document: Document) -> bool:
    """Still pending, with the words that were embedded; its row is ours until the transaction ends."""
    same = pending(document.client_id).filter(
        pk=document.pk, digest=document.digest, kind=document.kind, title=document.title
    )
    return bool(same.select_for_update().values_list("pk", flat=True))


def _settle(document: Document, stretches: list[Stretch], embedder: Embedder, embedded: Embedded) -> None:
    searched = stemming.held(document.client_id)
    if document.state == Document.State.WAITING:
        passages.write(document, stretches, stemming.written(searched))
        document.indexed = document.number
    if not embedded.problem:
        passages.give_vectors(document, embedder.model, embedded.vectors)
        _noted(searched, embedder.model, embedded.tokens)
        _looked_at_anew(document)
    document.embedded_by = "" if embedded.problem else embedder.model
    document.state, document.problem = Document.State.READY, embedded.problem
    document.save(update_fields=["state", "problem", "embedded_by", "indexed"])


def _looked_at_anew(document: Document) -> None:
    """What had no vectors could be compared with the latest documents only."""
    if not document.embedded_by:
        Document.objects.filter(pk=document.pk).update(compared=0)


def _noted(index: VectorIndex, model: str, tokens: int) -> None:
    """The first vectors of a client answer from now on; later ones of another model wait until all are made."""
    VectorIndex.objects.filter(pk=index.pk, model="").update(model=model)
    VectorIndex.objects.filter(pk=index.pk).update(tokens=F("tokens") + tokens)
