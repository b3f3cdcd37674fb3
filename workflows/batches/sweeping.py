"""The minute's sweep over batches: sends what has gathered, looks at what was sent, and wakes whoever waited. Any
number of them may be at it at the same time, and each may die at any point."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any

from django.db.models.functions import Now

from workflows import lineup
from workflows.batches import account, hand, receiving, sending, telling
from workflows.engine.tools import Trouble
from workflows.models import Batch

log = logging.getLogger(__name__)
SECONDS = 40.0  # for all of them: what is left over is for the next sweep
PATIENCE = 90.0  # for one call to a vendor; less than hand.HELD
SLOW = Trouble("The vendor did not answer in time.", permanent=False, kind="timeout", may_cost=True)

Run = Callable[[Coroutine[Any, Any, Any]], Any]


def sweep() -> None:
    if not Batch.objects.filter(state__in=Batch.OPEN, next_at__lte=Now()).exists():
        return
    sending.close()
    pool = lineup.Pool()
    with asyncio.Runner() as runner:
        try:
            _all(lambda work: runner.run(_in_time(work)), pool)
        finally:
            runner.run(pool.aclose())


def _all(run: Run, pool: lineup.Pool) -> None:
    """One after the other; one that can't be seen to is no reason to leave the others."""
    until, seen = time.monotonic() + SECONDS, list[int]()
    states = [state for state in Batch.OPEN if state != Batch.State.GATHERING]
    while time.monotonic() < until and (batch := hand.next_due(*states, but=seen)):
        seen.append(batch.pk)
        try:
            _see_to(batch, run, pool)
        except Exception:
            log.exception("Batch %s couldn't be seen to; it is tried again in a few minutes.", batch.pk)


def _see_to(batch: Any, run: Run, pool: lineup.Pool) -> None:
    bank = account.of(batch, pool)
    if batch.state == Batch.State.SENDING:
        sending.send(batch, bank, run)
    elif batch.state == Batch.State.SENT:
        receiving.look(batch, bank, run)
    batch.refresh_from_db()
    if batch.state == Batch.State.TELLING and telling.tell(batch) and bank and batch.vendor_id:
        kept = run(bank[0].forget(batch.vendor_id, batch.model))
        if kept is not None:
            log.warning("Batch %s stays with its vendor until that deletes it: %s", batch.pk, kept.sentence)


async def _in_time(work: Coroutine[Any, Any, Any]) -> Any:
    try:
        async with asyncio.timeout(PATIENCE):
            return await work
    except TimeoutError:
        return SLOW
