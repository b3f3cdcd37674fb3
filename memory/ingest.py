"""From a document to passages that can be found: split, embed, and written in one transaction or not at all.

Embedding may call a server, so it happens between two transactions. If no vectors can be had, the passages are
written with their words alone: they are found by those, the document says so, and the next indexing of this
client tries again.
"""

import logging
from collections.abc import Sequence

from django.contrib.postgres.search import SearchVector
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from memory import configured
from memory.embeddings import Embedder, EmbeddingTrouble
from memory.languages import search_configuration
from memory.models import Document, Passage, PassageText, PassageVector
from memory.splitting import Piece, split
from tenants.scope import tenant_tx

log = logging.getLogger(__name__)

ROWS = 500  # written by one statement


def index_pending(client_id: int) -> None:
    """Index every document of the client that waits, or that has no vectors of the embedder in use."""
    with tenant_tx(client_id):
        waiting = list(pending(client_id).values_list("pk", flat=True))
    for document_id in waiting:
        try:
            index(client_id, document_id)
        except Exception:
            log.exception("document %s of client %s could not be indexed", document_id, client_id)
            _give_up(client_id, document_id)


def pending(client_id: int) -> QuerySet[Document]:
    model = configured.embedder().model
    embedded = PassageVector.objects.filter(
        client_id=client_id, model=model, passage__document_id=OuterRef("pk")
    )
    lacking = ~Q(state=Document.State.FAILED) & ~Exists(embedded)
    return Document.objects.filter(Q(state=Document.State.WAITING) | lacking, client_id=client_id)


def index(client_id: int, document_id: int) -> None:
    """Make one document findable. Twice is harmless; a document changed or forgotten meanwhile is left alone."""
    with tenant_tx(client_id):
        documents = Document.objects.filter(client_id=client_id, pk=document_id)
        document = documents.defer("original").select_related("client").first()
    if document is None:
        return
    pieces = split(document.text)
    texts = [searchable(document.title, piece) for piece in pieces]
    embedder = configured.embedder()
    vectors, problem = _vectors(embedder, texts)
    with tenant_tx(client_id):
        unchanged = documents.filter(digest=document.digest, kind=document.kind, title=document.title)
        if unchanged.select_for_update(of=("self",)).exists():
            _write(document, pieces, texts, vectors, embedder.model)
            unchanged.update(state=Document.State.READY, problem=problem)


def searchable(title: str, piece: Piece) -> str:
    """A passage with what stands above it: that is often where its subject is named."""
    return "\n".join(filter(None, [title, piece.heading, piece.text]))


def _vectors(embedder: Embedder, texts: Sequence[str]) -> tuple[list[list[float]], str]:
    """One for each text and no problem; or none, and why."""
    vectors: list[list[float]] = []
    try:
        for start in range(0, len(texts), embedder.batch):
            vectors += embedder.embed(texts[start : start + embedder.batch])
    except EmbeddingTrouble as trouble:
        return [], f"Found by its words only. {trouble.sentence}"
    return vectors, ""


def _write(
    document: Document, pieces: list[Piece], texts: list[str], vectors: list[list[float]], model: str
) -> None:
    owner = {"client_id": document.client_id}
    config = search_configuration(document.client.language)
    Passage.objects.filter(document=document, **owner).delete()
    passages = Passage.objects.bulk_create(
        Passage(
            document=document, position=each.position, heading=each.heading[:300], text=each.text, **owner
        )
        for each in pieces
    )
    PassageText.objects.bulk_create(
        [
            PassageText(
                passage=passage, kind=document.kind, words=SearchVector(Value(text), config=config), **owner
            )
            for passage, text in zip(passages, texts, strict=True)
        ],
        batch_size=ROWS,
    )
    PassageVector.objects.bulk_create(
        [
            PassageVector(passage=passage, kind=document.kind, model=model, embedding=vector, **owner)
            for passage, vector in zip(passages, vectors, strict=False)  # no vectors at all, or one for each
        ],
        batch_size=ROWS,
    )


def _give_up(client_id: int, document_id: int) -> None:
    with tenant_tx(client_id):
        Document.objects.filter(client_id=client_id, pk=document_id).update(
            state=Document.State.FAILED,
            problem="It could not be indexed because of a fault of ours. Its text is kept: save it again to retry.",
        )
