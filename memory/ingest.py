"""Indexing as a worker does it: what is pending of one client, for a while; and the net under lost bells."""

import logging
import time

from django.db import connection

from memory import choosing, configured, documents, indexing, nearest, refilling, stemming, twins
from memory.embeddings import Embedder
from memory.models import Document, Passage, VectorIndex
from tenants.scope import tenant_tx

log = logging.getLogger(__name__)

SECONDS = 30  # of one bell; what is left then waits for the next, so that no worker is held for long
OURS = "It could not be indexed because of a fault of ours. Its text is kept: try again."


def index_pending(client_id: int) -> None:
    """What waits; then words of another language than the client's now, and vectors of another model than is chosen."""
    embedder, until = choosing.of_client(client_id), time.monotonic() + SECONDS
    done = (
        _documents(client_id, embedder, until)
        and stemming.reword(client_id, until)
        and refilling.refill(client_id, embedder, until)
    )
    if not done:
        documents.ring(client_id)
    if nearest.is_wanted(_counted(client_id)):
        nearest.ring(client_id)


def catch_up() -> None:
    """Ring for every client that has something to index: bells get lost, servers come back, models change."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT baton_clients_to_index(%s)", [configured.embedder().model])
        clients = {client_id for (client_id,) in cursor.fetchall()}
        cursor.execute("SELECT baton_forget_embeddings()")
    for client_id in sorted(clients.union(stemming.overdue(), twins.overdue())):
        documents.ring(client_id)


def _documents(client_id: int, embedder: Embedder, until: float) -> bool:
    """One bad document doesn't stop the others, and a server that failed for one isn't asked for the next. Answers
    whether there was time for all."""
    problem = ""
    with tenant_tx(client_id):
        waiting = list(indexing.pending(client_id).values_list("pk", flat=True))
    for document_id in waiting:
        if time.monotonic() > until:
            return False
        try:
            problem = indexing.index(client_id, document_id, embedder, problem)
        except Exception:
            log.exception("document %s of client %s could not be indexed", document_id, client_id)
            _give_up(client_id, document_id)
    return True


def _counted(client_id: int) -> VectorIndex | None:
    """The client's index, with how many passages there are now."""
    with tenant_tx(client_id):
        there = Passage.objects.filter(client_id=client_id).count()
        VectorIndex.objects.filter(client_id=client_id).update(passages=there)
        return VectorIndex.objects.filter(client_id=client_id).first()


def _give_up(client_id: int, document_id: int) -> None:
    with tenant_tx(client_id):
        document = Document.objects.filter(client_id=client_id, pk=document_id)
        document.update(state=Document.State.FAILED, problem=OURS)
