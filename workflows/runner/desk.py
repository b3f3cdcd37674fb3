"""A thread with a database connection of its own, where the loop has its database work done, piece by piece."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection

T = TypeVar("T")
DROPPED = (
    OperationalError,
    InterfaceError,
)  # the connection is gone, and whether a commit got through is not known


class Desk:
    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def do(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Done in its turn. Each piece of work opens transactions of its own, and ends them."""
        loop, context = asyncio.get_running_loop(), copy_context()  # what its log lines are about
        done = partial(context.run, _with_connection, work, *args, **kwargs)
        return await loop.run_in_executor(self._thread, done)

    async def aclose(self) -> None:
        await self.do(_hang_up)
        self._thread.shutdown(wait=True)


def _hang_up() -> None:
    connection.close()


def _with_connection(work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    try:
        return work(*args, **kwargs)
    except DROPPED:
        connection.close()  # the next piece gets a new one
        raise
