"""The loop of a drain: claims runs while there is room, has them carried, and leaves in time."""

import asyncio
import gc
import logging
import time
from collections.abc import Coroutine
from contextlib import suppress
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings

from tenants.logs import about
from workflows import doorbell, leases, telemetry
from workflows.runner import presence
from workflows.runner.admission import Turnstiles
from workflows.runner.changes import Unsure
from workflows.runner.claiming import AT_ONCE, Claimer
from workflows.runner.desk import DROPPED, Desk
from workflows.runner.hands import Hands
from workflows.runner.listening import Listener
from workflows.runner.registries import Registries
from workflows.runner.watch import Watch
from workflows.runner.writer import Writer

log = logging.getLogger(__name__)
POLL = 0.5  # seconds between two looks, where no bell rings
SHORT = 0.01  # seconds to wait for what is almost due


def drive() -> None:
    """A worker's turn at draining, for a bounded time; rings again if work is left. Where there are drains enough, the
    bell stays unheard until one of them leaves: they hear the notification that came with it."""
    if presence.enough_here():
        return
    spare_the_collector()
    doorbell.heard()
    asyncio.run(drain(seconds=settings.DRAIN_SECONDS))
    doorbell.heard()
    due = leases.seconds_to_next()
    if due is not None and due < settings.DRAIN_SECONDS:  # for what is due later, the sweep rings
        doorbell.ring()


@cache
def spare_the_collector() -> None:
    """Once per process: what is here before the first run stays, so it isn't walked again with each collection. Runs
    are made of many small values, so it collects less often than it would (half of a drain's work was that)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


async def drain(only: UUID | None = None, seconds: float = 3600) -> int:
    """Carry due runs (or just one) until nothing is due or the time is up. Returns how many were claimed."""
    return await Drain(seconds).run(only)


class Drain:
    def __init__(self, seconds: float) -> None:
        self.owner = presence.new_owner()
        self.claimed = 0
        self._deadline = time.monotonic() + seconds
        self._due, self._moved, self._stop = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._reading, self._writing = Desk("reading"), Desk("writing")
        self._writer = Writer(self._writing)
        self._claimer = Claimer(self.owner, self._reading)
        self._registries = Registries(self._reading)
        turnstiles = Turnstiles(self.owner, self._reading)
        watch = Watch(self._reading)
        self._hands = Hands(self._reading, self._writer, turnstiles, self._registries, watch, self._due)
        self._leaving = False

    async def run(self, only: UUID | None) -> int:
        with about(worker=self.owner):
            return await self._run(only)

    async def _run(self, only: UUID | None) -> int:
        bells = {"baton_due": self._due.set, "baton_moved": self._moved.set}
        try:
            await self._reading.do(presence.arrive, self.owner)
            async with Listener(bells):
                await self._with_a_heart(self._one(only) if only else self._many())
        finally:
            await self._close()
        return self.claimed

    async def _one(self, run_id: UUID) -> None:
        claims = await self._claimer.claim_one(run_id)
        self.claimed = len(claims)
        await self._hands.take(claims)
        while self._hands:
            await self._hands.wait()

    async def _many(self) -> None:
        quiet_since = time.monotonic()
        while not self._over():
            self._due.clear()
            try:
                claims = await self._claim()
                if claims >= AT_ONCE:
                    continue  # there is more
                due = await self._reading.do(leases.seconds_to_next)
            except (*DROPPED, Unsure) as error:
                log.warning("The database is away (%s); what is in hand goes on.", error)
                await asyncio.sleep(POLL)
                continue
            if claims or self._hands:
                quiet_since = time.monotonic()
            if not (
                self._hands or self._is_near(due) or time.monotonic() - quiet_since < settings.DRAIN_IDLE
            ):
                break
            await self._wait(due)
        await self._leave()

    async def _claim(self) -> int:
        """What was claimed and couldn't be read is taken up again when its lease has run out."""
        claims = await self._claimer.claim(len(self._hands))
        self.claimed += len(claims)
        await self._hands.take(claims)
        return len(claims)

    def _over(self) -> bool:
        return self._stop.is_set() or time.monotonic() > self._deadline

    def _is_near(self, due: float | None) -> bool:
        return due is not None and 0 < due < self._deadline - time.monotonic()

    async def _wait(self, due: float | None) -> None:
        """For a bell, a run that was let go, or what is due next. What is due and was not claimed is not to be had
        now: its client has as many in hand as it may, or another drain was quicker."""
        seconds = POLL if due is None or due <= 0 else min(POLL, max(SHORT, due))
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._due.wait()

    async def _leave(self) -> None:
        """What is in hand may end; what takes too long is given back, and soon where the drain was asked to stop."""
        self._leaving = True
        self._hands.leave()
        if self._hands:
            with suppress(*DROPPED):  # else the sweep rings
                await self._reading.do(doorbell.ring)  # another takes over meanwhile
        until = time.monotonic() + settings.DRAIN_LINGER
        while self._hands and time.monotonic() < until and not self._stop.is_set():
            await self._hands.wait(POLL)
        until = time.monotonic() + settings.DRAIN_GRACE
        while self._hands and time.monotonic() < until:
            await self._hands.wait(POLL)
        self._hands.leave(at_once=True)
        while self._hands:
            await self._hands.wait()

    async def _close(self) -> None:
        await self._hands.drop()
        await self._writer.aclose()
        await self._registries.aclose()
        telemetry.flush()
        with suppress(*DROPPED):
            await self._reading.do(presence.depart, self.owner)
        await self._reading.aclose()
        await self._writing.aclose()

    # --- the heart

    async def _with_a_heart(self, work: Coroutine[Any, Any, None]) -> None:
        heart = asyncio.create_task(self._beat_on())
        try:
            await work
        finally:
            heart.cancel()
            await asyncio.gather(heart, return_exceptions=True)

    async def _beat_on(self) -> None:
        while True:
            self._moved.clear()
            try:
                await self._hands.beat()
                await self._show()
            except DROPPED as error:
                log.warning("The database is away (%s).", error)
            except Exception:
                log.exception("A heartbeat failed.")
            with suppress(TimeoutError):
                async with asyncio.timeout(min(presence.BEAT, settings.LEASE_SECONDS / 3)):
                    await self._moved.wait()

    async def _show(self) -> None:
        """Show what is in hand, and hear whether somebody asks the drain to stop."""
        facts = {"in_hand": len(self._hands), "claimed": self.claimed, "steps": self._hands.steps}
        if await self._reading.do(presence.beat, self.owner, leaving=self._leaving, **facts):
            self._stop.set()
        if self._stop.is_set() or presence.memory_mb() > settings.DRAIN_MEMORY_MB:
            self._deadline = 0.0
            self._due.set()
