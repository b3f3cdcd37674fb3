"""The budgets of the clients whose runs a drain carries, read anew after a few seconds. What may be sent is decided by
the rows when it is stored (reserving); this says whether that has to be asked at all."""

import asyncio
import time
from collections import defaultdict

from tenants.scope import tenant_tx
from workflows import budgets
from workflows.budgets import Budget
from workflows.runner.desk import Desk

FRESH = 5.0  # seconds for which what was read holds


class Budgets:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._read: dict[int, tuple[float, Budget | None]] = {}
        self._reading: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def of(self, client_id: int) -> Budget | None:
        async with self._reading[client_id]:
            read_at, budget = self._read.get(client_id, (float("-inf"), None))
            if time.monotonic() - read_at > FRESH:
                budget = await self._desk.do(_of_client, client_id)
                self._read[client_id] = time.monotonic(), budget
            return budget


def _of_client(client_id: int) -> Budget | None:
    with tenant_tx(client_id):
        return budgets.of([client_id]).get(client_id)
