"""A published newsletter, inside its client."""

import pytest

from tenants.scope import tenant_tx
from tests.workflows.judged import publish


@pytest.fixture
def version(cast):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        yield publish(cast.ours)
