"""What a drain knows of the clients whose runs it carries, read anew after a few seconds."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")
FRESH = 5.0  # seconds for which what was read holds: so soon a changed key, route or budget counts


class PerClient(Generic[T]):
    """`read` is asked once, however many ask at the same moment."""

    def __init__(self, read: Callable[[int], Awaitable[T]]) -> None:
        self._read = read
        self._known: dict[int, tuple[float, T]] = {}  # client → when it was read, and what
        self._reading: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def of(self, client_id: int) -> T:
        async with self._reading[client_id]:
            known = self._known.get(client_id)
            if known is None or time.monotonic() - known[0] > FRESH:
                found = await self._read(client_id)
                known = self._known[client_id] = time.monotonic(), found
            return known[1]
