"""The runs that a drain has in hand, each with its carrier, and the heartbeat for all of them."""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings

from workflows import failpoints, leases
from workflows.engine.attempts import Start
from workflows.leases import Claim
from workflows.ledger import Ledger
from workflows.models import Call, Order
from workflows.runner.admission import Admission, Turnstiles
from workflows.runner.budgets import Budgets
from workflows.runner.carrier import Carrier, burial
from workflows.runner.changes import Changes
from workflows.runner.desk import DROPPED, Desk
from workflows.runner.loading import InHand, load, reload
from workflows.runner.registries import Registries
from workflows.runner.watch import Watch
from workflows.runner.writer import Writer
from workflows.toolbox import Toolbox

log = logging.getLogger(__name__)
AGAIN = 0.5  # seconds until a database that is away is asked again


class Hands:
    def __init__(
        self,
        desk: Desk,
        writer: Writer,
        turnstiles: Turnstiles,
        registries: Registries,
        watch: Watch,
        freed: asyncio.Event,
    ) -> None:
        self.tasks: set[asyncio.Task[None]] = set()
        self._desk, self._writer, self._turnstiles = desk, writer, turnstiles
        self._registries, self._watch, self._budgets = registries, watch, Budgets(desk)
        self._freed = freed  # set when a run was let go: there is room for another
        self._carriers: dict[UUID, Carrier] = {}
        self._steps = 0  # of runs that are no longer in hand

    def __len__(self) -> int:
        return len(self.tasks)

    @property
    def steps(self) -> int:
        return self._steps + sum(carrier.steps for carrier in self._carriers.values())

    async def take(self, claims: Sequence[Claim]) -> None:
        failpoints.reached("claimed")
        for held in claims:
            if held.dead:
                await self._writer.write(burial(held))
        alive = [held for held in claims if not held.dead]
        in_hand = await self._desk.do(load, alive) if alive else {}
        failpoints.reached("loaded")
        for run in in_hand.values():
            self._carry(run)

    def leave(self, *, at_once: bool = False) -> None:
        for carrier in self._carriers.values():
            carrier.leave(at_once=at_once)

    async def wait(self, seconds: float | None = None) -> None:
        """Until one is let go, or the time is up."""
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)

    async def drop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def beat(self) -> None:
        """Renew all leases, and look who wrote for the runs meanwhile."""
        carriers = dict(self._carriers)
        if not carriers:
            return
        held = [carrier.run.held for carrier in carriers.values()]
        found = await self._writer.between(leases.fence, held)
        for run_id, carrier in carriers.items():
            lease = found.get(run_id)
            if lease is None:
                carrier.lose()
            elif lease.touched != carrier.run.lease.touched:
                carrier.look()

    def _carry(self, run: InHand) -> None:
        carrier = Carrier(run, self._writer, self._reload, self._toolbox)
        self._carriers[run.held.run_id] = carrier
        task = asyncio.create_task(carrier.carry())
        self.tasks.add(task)
        task.add_done_callback(lambda done: self._let_go(carrier, done))

    def _let_go(self, carrier: Carrier, task: "asyncio.Task[None]") -> None:
        run_id = carrier.run.held.run_id
        self.tasks.discard(task)
        if self._carriers.get(run_id) is carrier:
            del self._carriers[run_id]
        self._steps += carrier.steps
        self._freed.set()
        if not task.cancelled() and (error := task.exception()):
            log.error(
                "Run %s was dropped by a bug; its lease runs out, and it is taken up again.",
                run_id,
                exc_info=error,
            )

    async def _reload(self, held: Claim) -> InHand:
        """Tried for as long as the lease holds, for the database may be away."""
        give_up = time.monotonic() + settings.LEASE_SECONDS
        while True:
            try:
                return await self._desk.do(reload, held)
            except DROPPED:
                if time.monotonic() > give_up:
                    raise
                await asyncio.sleep(AGAIN)

    def _toolbox(self, run: InHand, start: Start) -> Toolbox:
        attempt_id = run.ids[start.series, start.number]

        async def write(call: Call, budgeted: bool, order: Order | None) -> str:
            changes = Changes(run.held, calls=[call], order=order, budgeted=budgeted, limit=run.limit)
            stored = await self._writer.write(changes)
            failpoints.reached("call_opened")
            return stored.refused

        def book(columns: Mapping[str, Any], cost: Decimal | None, budgeted: bool) -> None:
            failpoints.reached("replied")
            run.cost += float(cost or 0)
            self._writer.post(Changes(run.held, settled_calls=[columns], budgeted=budgeted, limit=run.limit))

        admission = Admission(self._turnstiles, run.held, attempt_id)
        ledger = Ledger(run.held, attempt_id, admission, write, book, is_limited=run.limit is not None)
        return Toolbox(
            run.held, start, attempt_id, run.clock, self._desk, self._registries, self._watch, ledger, self._budgets,
            run.instead, lambda: run.limit,
        )  # fmt: skip
