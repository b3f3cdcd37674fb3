"""The loop of a drain: claims runs while there is room, has each carried, and leaves in time."""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings

from workflows import doorbell, failpoints, leases
from workflows.leases import Claim
from workflows.ledger import Ledger
from workflows.models import Call
from workflows.runner import presence
from workflows.runner.carrier import Carrier, burial
from workflows.runner.changes import Changes
from workflows.runner.desk import DROPPED, Desk
from workflows.runner.listening import Listener
from workflows.runner.loading import InHand, load, reload
from workflows.runner.writer import Writer
from workflows.toolbox import Toolbox, registry

log = logging.getLogger(__name__)
CLAIMED_AT_ONCE = 50  # so that several workers share what comes all at once
RESERVE = 10  # percent of the room that is kept for clients who have nothing in hand
POLL = 0.5  # seconds between two looks, where no bell rings
SHORT = 0.01  # seconds to wait for what is almost due


def drive() -> None:
    """A worker's turn at draining, for a bounded time; rings again if work is left."""
    doorbell.heard()
    if presence.enough_here():
        return
    asyncio.run(drain(seconds=settings.DRAIN_SECONDS))
    due = leases.seconds_to_next()
    if due is not None and due < settings.DRAIN_SECONDS:  # for what is due later, the sweep rings
        doorbell.ring()


async def drain(only: UUID | None = None, seconds: float = 3600) -> int:
    """Carry due runs (or just one) until nothing is due or the time is up. Returns how many were claimed."""
    return await Drain(seconds).run(only)


class Drain:
    def __init__(self, seconds: float) -> None:
        self.owner = presence.new_owner()
        self.claimed = 0
        self._deadline = time.monotonic() + seconds
        self._reading, self._writing = Desk("reading"), Desk("writing")
        self._writer = Writer(self._writing)
        self._carriers: dict[UUID, Carrier] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._steps = 0  # of runs that are no longer in hand
        self._after = 0  # the client that was served last
        self._due = asyncio.Event()
        self._moved = asyncio.Event()
        self._leaving = False

    async def run(self, only: UUID | None) -> int:
        try:
            if only is None:
                await self._for_all()
            elif held := await self._reading.do(leases.claim_one, only, self.owner):
                await self._take([held])
                await self._attended(self._finished())
        finally:
            await self._close()
        return self.claimed

    # --- coming and going

    async def _for_all(self) -> None:
        await self._reading.do(presence.arrive, self.owner)
        try:
            async with Listener({"baton_due": self._due.set, "baton_moved": self._moved.set}):
                await self._attended(self._claim_while_there_is_work())
        finally:
            await self._reading.do(presence.depart, self.owner)

    async def _attended(self, work: Any) -> None:
        """With a heart that beats for all runs in hand."""
        heart = asyncio.create_task(self._beat_on())
        try:
            await work
        finally:
            heart.cancel()
            await asyncio.gather(heart, return_exceptions=True)

    async def _finished(self) -> None:
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _leave(self) -> None:
        """What is in hand may end; what takes too long is given back."""
        self._leaving = True
        for carrier in self._carriers.values():
            carrier.leave()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=settings.DRAIN_GRACE)
        for carrier in self._carriers.values():
            carrier.leave(at_once=True)
        await self._finished()

    async def _close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._writer.aclose()
        await registry().aclose()
        await self._reading.aclose()
        await self._writing.aclose()

    # --- claiming

    async def _claim_while_there_is_work(self) -> None:
        quiet_since = time.monotonic()
        while not self._over():
            self._due.clear()
            found = await self._claim()
            if found or self._tasks:
                quiet_since = time.monotonic()
            if len(found) >= CLAIMED_AT_ONCE:
                continue  # there is more
            due = await self._reading.do(leases.seconds_to_next)
            soon = due is not None and 0 < due < self._deadline - time.monotonic()
            if not self._tasks and not soon and time.monotonic() - quiet_since > settings.DRAIN_IDLE:
                break
            await self._wait(due)
        await self._leave()

    def _over(self) -> bool:
        return self._leaving or time.monotonic() > self._deadline

    async def _wait(self, due: float | None) -> None:
        """For a bell, a run that ended while others wait for its place, or what is due next."""
        timeout = POLL if due is None or due <= 0 else min(POLL, max(SHORT, due))
        try:
            async with asyncio.timeout(timeout):
                await self._due.wait()
        except TimeoutError:
            pass

    async def _claim(self) -> list[Claim]:
        room = settings.DRAIN_RUNS - len(self._tasks)
        reserve = settings.DRAIN_RUNS * RESERVE // 100
        limit = min(CLAIMED_AT_ONCE, room - reserve)
        if room <= 0:
            return []
        found = await self._claimed(limit) if limit > 0 else []
        if limit <= 0 or (not found and limit < CLAIMED_AT_ONCE):
            found = await self._claimed(min(CLAIMED_AT_ONCE, room), newcomers=True)
        await self._take(found)
        return found

    async def _claimed(self, limit: int, *, newcomers: bool = False) -> list[Claim]:
        """From client to client, beginning after the one that was served last; once round at most."""
        begun_at = self._after
        found, self._after = await self._reading.do(
            leases.claim, limit, self.owner, after=begun_at, newcomers=newcomers
        )
        if begun_at and len(found) < limit:
            more, self._after = await self._reading.do(
                leases.claim, limit - len(found), self.owner, newcomers=newcomers
            )
            found += more
        return found

    async def _take(self, found: Sequence[Claim]) -> None:
        failpoints.reached("claimed")
        self.claimed += len(found)
        dead = [held for held in found if held.dead]
        alive = [held for held in found if not held.dead]
        for held in dead:
            await self._writer.write(burial(held))
        in_hand = await self._reading.do(load, alive) if alive else {}
        for held in alive:
            if run := in_hand.get(held.run_id):
                self._carry(run)
        failpoints.reached("loaded")

    # --- carrying

    def _carry(self, run: InHand) -> None:
        carrier = Carrier(run, self._writer, self._reload, self._toolbox)
        self._carriers[run.held.run_id] = carrier
        task = asyncio.create_task(carrier.carry())
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._dropped(run.held.run_id, carrier, done))

    def _dropped(self, run_id: UUID, carrier: Carrier, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if self._carriers.get(run_id) is carrier:
            del self._carriers[run_id]
        self._steps += carrier.steps
        self._due.set()  # there is a place for another
        if not task.cancelled() and (error := task.exception()):
            log.error(
                "Run %s was dropped by a bug; its lease will run out, and it is taken up again.",
                run_id,
                exc_info=error,
            )

    async def _reload(self, held: Claim) -> InHand:
        """Tried for as long as the lease holds, for the database may be away."""
        give_up = time.monotonic() + settings.LEASE_SECONDS
        while True:
            try:
                return await self._reading.do(reload, held)
            except DROPPED:
                if time.monotonic() > give_up:
                    raise
                await asyncio.sleep(POLL)

    def _toolbox(self, run: InHand, attempt_id: int) -> Toolbox:
        async def write(call: Call) -> None:
            await self._writer.write(Changes(run.held, calls=[call]))
            failpoints.reached("call_opened")

        def book(columns: Mapping[str, Any], cost: Decimal | None) -> None:
            failpoints.reached("replied")
            run.cost += float(cost or 0)
            self._writer.post(Changes(run.held, settled_calls=[columns]))

        ledger = Ledger(run.held, attempt_id, write, book)
        return Toolbox(run.held, attempt_id, run.clock, self._reading, ledger)

    # --- the heart

    async def _beat_on(self) -> None:
        """Renew all leases in hand, and look who wrote for them meanwhile."""
        while True:
            try:
                await self._beat()
            except DROPPED as error:
                log.warning("The database is away (%s).", error)
            except Exception:
                log.exception("A heartbeat failed.")
            self._moved.clear()
            try:
                async with asyncio.timeout(settings.LEASE_SECONDS / 3):
                    await self._moved.wait()
            except TimeoutError:
                pass

    async def _beat(self) -> None:
        carriers = dict(self._carriers)
        held = [carrier.run.held for carrier in carriers.values()]
        found = await self._writer.between(leases.fence, held) if held else {}
        for run_id, carrier in carriers.items():
            lease = found.get(run_id)
            if lease is None:
                carrier.lose()
            elif lease.touched != carrier.run.lease.touched:
                carrier.look()
        steps = self._steps + sum(carrier.steps for carrier in carriers.values())
        asked = await self._writer.between(
            presence.beat,
            self.owner,
            in_hand=len(carriers),
            claimed=self.claimed,
            steps=steps,
            leaving=self._leaving,
        )
        if asked or presence.memory_mb() > settings.DRAIN_MEMORY_MB:
            self._deadline = 0
            self._due.set()
