from collections.abc import Iterator

import pytest

from tenants.scope import scope
from tests.cast import Cast


@pytest.fixture
def ours(cast: Cast) -> Iterator[Cast]:
    """The cast, from inside our client's scope."""
    with scope([cast.ours.client.pk], cast.ours.agency.pk):
        yield cast
