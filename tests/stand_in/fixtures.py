"""`stand_in`: a running server, fresh for each test."""

from collections.abc import Iterator

import pytest

from tests.stand_in.runner import StandIn


@pytest.fixture(scope="session")
def _stand_in_server() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


@pytest.fixture
def stand_in(_stand_in_server: StandIn) -> StandIn:
    _stand_in_server.forget()
    return _stand_in_server
