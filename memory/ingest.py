"""Indexing as a worker does it: what is pending of one client, for a while; and the net under lost bells."""

import logging
import time

from django.db import connection

from memory import configured, documents, indexing
from memory.models import Document
from tenants.scope import tenant_tx

log = logging.getLogger(__name__)

SECONDS = 30  # of one bell; what is left then waits for the next, so that no worker is held for long
OURS = "It could not be indexed because of a fault of ours. Its text is kept: try again."


def index_pending(client_id: int) -> None:
    """One bad document doesn't stop the others, and a server that failed for one isn't asked for the next."""
    with tenant_tx(client_id):
        waiting = list(indexing.pending(client_id).values_list("pk", flat=True))
    until, problem = time.monotonic() + SECONDS, ""
    for document_id in waiting:
        if time.monotonic() > until:
            documents.ring(client_id)
            break
        try:
            problem = indexing.index(client_id, document_id, problem)
        except Exception:
            log.exception("document %s of client %s could not be indexed", document_id, client_id)
            _give_up(client_id, document_id)


def catch_up() -> None:
    """Ring for every client that has something to index: bells get lost, servers come back, models change."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT baton_clients_to_index(%s)", [configured.embedder().model])
        clients = [client_id for (client_id,) in cursor.fetchall()]
    for client_id in clients:
        documents.ring(client_id)


def _give_up(client_id: int, document_id: int) -> None:
    with tenant_tx(client_id):
        document = Document.objects.filter(client_id=client_id, pk=document_id)
        document.update(state=Document.State.FAILED, problem=OURS)
