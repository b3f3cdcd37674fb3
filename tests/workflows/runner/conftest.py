"""A slow source that steps wait for, and drains in threads of their own."""

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connections

from tests.workflows.slow import Slow, slow_source
from workflows.runner.draining import drain


@pytest.fixture
def source(settings: object) -> Iterator[Slow]:
    with slow_source() as server:
        settings.FETCH_PRIVATE_HOSTS = [server.place]  # type: ignore[attr-defined]
        yield server


@pytest.fixture
def draining() -> Iterator[Callable[..., threading.Thread]]:
    """`draining()`: a drain in a thread of its own, as in a worker."""
    threads = []

    def begin(seconds: float = 20) -> threading.Thread:
        def work() -> None:
            try:
                asyncio.run(drain(seconds=seconds))
            finally:
                connections.close_all()

        threads.append(threading.Thread(target=work))
        threads[-1].start()
        return threads[-1]

    yield begin
    for thread in threads:
        thread.join(30)
