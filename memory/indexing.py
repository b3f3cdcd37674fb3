"""From a document to passages that can be found: split, embed, and written in one transaction or not at all.

Embedding may call a server, so it happens between two transactions. If no vectors can be had, the passages are
written with their words alone: they are found by those, the document says so, and the next bell tries again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchVector
from django.db.models import Q, QuerySet, Value

from memory import configured, uses
from memory.embeddings import EmbeddingTrouble
from memory.languages import search_configuration
from memory.models import Document, Passage, PassageText, PassageVector
from memory.splitting import Piece, split
from tenants.scope import tenant_tx

ROWS = 500  # written by one statement


@dataclass(frozen=True)
class Embedded:
    """One vector for each text and no problem; or none, and why."""

    vectors: Sequence[Sequence[float]] = ()
    model: str = ""
    problem: str = ""


def pending(client_id: int) -> QuerySet[Document]:
    """What waits, and what has no vectors of the embedder in use: those of another can't be compared with it."""
    stale = Q(state=Document.State.READY) & ~Q(embedded_by=configured.embedder().model)
    return Document.objects.filter(Q(state=Document.State.WAITING) | stale, client_id=client_id)


def index(client_id: int, document_id: int, known_problem: str = "") -> str:
    """Make one pending document findable; twice is harmless, and one that changes meanwhile is left alone.

    With a known problem the embedder isn't asked. Answers with the problem there was in the end, or nothing.
    """
    with tenant_tx(client_id):
        waiting = pending(client_id).filter(pk=document_id).defer("original").select_related("client")
        document = waiting.first()
    if document is None:
        return known_problem
    pieces = split(document.text)
    texts = [searchable(document.title, piece) for piece in pieces]
    embedded = Embedded(problem=known_problem) if known_problem else _embed(texts)
    with tenant_tx(client_id):
        if _unchanged(document):
            _settle(document, pieces, texts, embedded)
    return embedded.problem


def searchable(title: str, piece: Piece) -> str:
    """A passage with what stands above it: that is often where its subject is named."""
    return "\n".join(filter(None, [title, piece.heading, piece.text]))


def _embed(texts: Sequence[str]) -> Embedded:
    embedder = configured.embedder()
    vectors: list[list[float]] = []
    try:
        for start in range(0, len(texts), embedder.batch):
            vectors += embedder.embed(texts[start : start + embedder.batch])
    except EmbeddingTrouble as trouble:
        return Embedded(problem=f"Found by its words only. {trouble.sentence}")
    return Embedded(vectors, embedder.model)


def _unchanged(document: Document) -> bool:
    """Still pending, with the words that were embedded; its row is ours until the transaction ends."""
    same = pending(document.client_id).filter(
        pk=document.pk, digest=document.digest, kind=document.kind, title=document.title
    )
    return bool(same.select_for_update().values_list("pk", flat=True))


def _settle(document: Document, pieces: list[Piece], texts: list[str], embedded: Embedded) -> None:
    words_are_new = document.state == Document.State.WAITING
    if embedded.vectors or words_are_new:
        _write(document, pieces, texts, embedded)
        document.embedded_by = embedded.model
    document.state, document.problem = Document.State.READY, embedded.problem
    document.save(update_fields=["state", "problem", "embedded_by"])


def _write(document: Document, pieces: list[Piece], texts: list[str], embedded: Embedded) -> None:
    owner = {"client_id": document.client_id}
    config = search_configuration(document.client.language)
    passages = [
        Passage(
            document=document, position=each.position, heading=each.heading[:300], text=each.text, **owner
        )
        for each in pieces
    ]
    uses.carried(document, passages)
    Passage.objects.filter(document=document, **owner).delete()
    Passage.objects.bulk_create(passages)
    row = {"kind": document.kind, **owner}
    words = [SearchVector(Value(text), config=config) for text in texts]
    PassageText.objects.bulk_create(
        (PassageText(passage=each, words=its, **row) for each, its in zip(passages, words, strict=True)),
        batch_size=ROWS,
    )
    vectors = zip(passages, embedded.vectors, strict=True) if embedded.vectors else ()
    PassageVector.objects.bulk_create(
        (PassageVector(passage=each, embedding=its, model=embedded.model, **row) for each, its in vectors),
        batch_size=ROWS,
    )
