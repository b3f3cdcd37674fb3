from collections.abc import Callable

import pytest

from memory import documents, ingest
from memory.models import Document
from tenants.models import Client
from tenants.scope import tenant_tx, unscoped

Keep = Callable[..., Document]


@pytest.fixture
def keep() -> Keep:
    """`keep(client, text, kind, title)`: a document of that client, added and indexed as a worker would."""

    def added(client: Client, text: str, kind: str = "facts", title: str = "Untitled") -> Document:
        with tenant_tx(client.pk):
            document = documents.add_text(client, text, kind, title)
        with unscoped():  # a worker begins in none
            ingest.index_pending(client.pk)
        return document

    return added
