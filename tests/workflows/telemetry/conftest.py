from collections.abc import Iterator

import pytest

from tests.workflows.telemetry.collected import Collected, collecting


@pytest.fixture
def collected() -> Iterator[Collected]:
    with collecting() as made:
        yield made
