"""Carries runs: one asyncio loop that has many in hand at once, claims by lease, and waits for models without holding
a transaction or a worker. What happens next is the engine's to say; turns.py stores it."""

import asyncio
import logging
import os
import socket
import time
from collections.abc import Callable
from uuid import UUID

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import DataError

from workflows import doorbell, leases, turns
from workflows.engine.outcomes import Failed, Outcome
from workflows.engine.perform import perform
from workflows.toolbox import Toolbox, in_database, registry

log = logging.getLogger(__name__)
IDLE = 0.5  # seconds that a drain stays when nothing is due: the next bell starts another
UNKEPT = "“{}” made a text with a character that can't be stored, such as NUL. Mend its source, and resume."
POLL = 0.1  # seconds between two looks for due runs while others are in hand


def drive() -> None:
    """Drain for a bounded time, then give up the worker's slot; ring again if work is left."""
    async_to_sync(drain)(seconds=settings.DRAIN_SECONDS)
    due = leases.seconds_to_next()
    if due is not None and due < settings.DRAIN_SECONDS:  # what is due later, the sweep rings for
        doorbell.ring()


async def drain(only: UUID | None = None, seconds: float = 3600) -> int:
    """Carry due runs (or just one) until nothing is due or the time is up. Returns how many were claimed."""
    deadline = time.monotonic() + seconds
    owner = f"{socket.gethostname()}:{os.getpid()}"
    carried: set[asyncio.Task[None]] = set()
    claimed, idle_since = 0, time.monotonic()
    try:
        while time.monotonic() < deadline:
            room = settings.DRAIN_RUNS - len(carried)
            found = await in_database(leases.claim, room, owner, only) if room else []
            claimed += len(found)
            carried |= {asyncio.create_task(carry(held, deadline)) for held in found}
            if carried:
                done, carried = await asyncio.wait(carried, timeout=POLL, return_when=asyncio.FIRST_COMPLETED)
                _report(done)
                idle_since = time.monotonic()
            elif not await _worth_waiting(idle_since, deadline, only):
                break
        if carried:
            _report((await asyncio.wait(carried))[0])
    finally:
        for task in carried:
            task.cancel()
        await registry().aclose()
    return claimed


async def _worth_waiting(idle_since: float, deadline: float, only: UUID | None) -> bool:
    """Sleep towards the next due run if that is soon; else stay for a moment, for bells that ring while we are here."""
    due = await in_database(leases.seconds_to_next) if only is None else None
    if due is not None and time.monotonic() + due < deadline:
        await asyncio.sleep(min(max(due, 0.01), POLL))
        return True
    if only is not None or time.monotonic() - idle_since > IDLE:
        return False
    await asyncio.sleep(POLL)
    return True


def _report(done: set[asyncio.Task[None]]) -> None:
    for task in done:
        if not task.cancelled() and (error := task.exception()):
            log.error(
                "A run was dropped by a bug; its lease will run out and it is taken up again.", exc_info=error
            )


async def carry(held: leases.Claim, deadline: float) -> None:
    """One claimed run: plan, perform, settle, plan again, until it rests, ends, or is somebody else's."""
    if held.dead:
        return await in_database(turns.bury, held)
    beat = asyncio.create_task(_heartbeat(held))
    flying: set[asyncio.Task[None]] = set()
    try:
        await in_database(turns.recover, held)
        while True:
            handing_over = time.monotonic() > deadline
            turn = await in_database(turns.take, held, in_flight=bool(flying), handing_over=handing_over)
            if turn.cancelled:
                return await _drop(held, flying)
            flying |= {asyncio.create_task(_work(held, work, turn.clock)) for work in turn.works}
            if not flying:
                return None
            done, flying = await asyncio.wait(flying | {beat}, return_when=asyncio.FIRST_COMPLETED)
            flying.discard(beat)
            for task in done:
                task.result()
    except leases.LostLease:
        log.info("Run %s was taken over.", held.run_id)
    finally:
        for task in (*flying, beat):
            task.cancel()
        await asyncio.gather(*flying, beat, return_exceptions=True)


async def _drop(held: leases.Claim, flying: set[asyncio.Task[None]]) -> None:
    """The run was cancelled: what is in flight is dropped, its results are not stored."""
    for task in flying:
        task.cancel()
    await asyncio.gather(*flying, return_exceptions=True)
    await in_database(turns.drop, held)


async def _heartbeat(held: leases.Claim) -> None:
    """Ends when the run was cancelled, or by LostLease when it is no longer ours."""
    while not (await in_database(leases.renew, held)).cancelled:
        await asyncio.sleep(settings.LEASE_SECONDS / 3)


async def _work(held: leases.Claim, work: turns.Work, clock: Callable) -> None:
    box = Toolbox(held, held.run_id, work.attempt_id, clock)
    outcome = await _perform(work, box)
    try:
        await in_database(turns.settle, held, work, outcome, box.context)
    except (DataError, UnicodeEncodeError):  # done again it would come out the same, and cost the same
        log.exception("What step %s of run %s made can't be stored.", work.step.key, held.run_id)
        await in_database(turns.settle, held, work, Failed(UNKEPT.format(_name(work)), owner="agency"), [])


async def _perform(work: turns.Work, box: Toolbox) -> Outcome:
    try:
        return await perform(work.step, work.inputs, box.tools())
    except leases.LostLease:
        raise
    except Exception:
        log.exception("Step %s of run %s met a bug.", work.step.key, box.run_id)
        return Failed(
            f"“{_name(work)}” met a fault of ours. It is in the log; resume the run when it is mended."
        )


def _name(work: turns.Work) -> str:
    return work.step.title or work.step.key
