"""A published workflow with a checked sheet, and its rows on the way."""

from collections.abc import Callable

import pytest

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows import leaflet
from workflows import bulks
from workflows.models import Bulk, Workflow


@pytest.fixture
def workflow(cast: Cast) -> Workflow:
    with tenant_tx(cast.ours.client.pk):
        return leaflet.published(cast.ours.client)


@pytest.fixture
def took(cast: Cast, workflow: Workflow) -> Callable[..., Bulk]:
    """`took(rows)`: a sheet of so many topics, uploaded by our editor."""

    def take(rows: int = 5, data: bytes = b"", name: str = "topics.csv") -> Bulk:
        sheet = data or b"Topic\n" + b"".join(b"Topic %d\n" % number for number in range(1, rows + 1))
        with tenant_tx(cast.ours.client.pk):
            return bulks.take(workflow, sheet, name, by=cast.ours.editor)

    return take


def fresh(bulk: Bulk) -> Bulk:
    with tenant_tx(bulk.client_id):
        return Bulk.objects.get(pk=bulk.pk)
