"""The registries of the clients whose runs a drain carries, read anew after a few seconds, over shared connections."""

import asyncio
import time
from collections import defaultdict

from workflows import lineup
from workflows.providers.registry import Registry
from workflows.runner.desk import Desk

FRESH = 5.0  # seconds for which what was read holds: so soon a changed key or route is in use


class Registries:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._pool = lineup.Pool()
        self._read: dict[int, tuple[float, Registry]] = {}
        self._reading: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def of(self, client_id: int) -> Registry:
        async with self._reading[client_id]:
            read_at, registry = self._read.get(client_id, (0.0, None))
            if registry is None or time.monotonic() - read_at > FRESH:
                registry = await self._desk.do(lineup.of_client, client_id, self._pool)
                self._read[client_id] = time.monotonic(), registry
            return registry

    async def aclose(self) -> None:
        await self._pool.aclose()
