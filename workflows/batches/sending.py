"""Sending what has gathered. It is marked before it is sent, and the vendor is asked for it before it is sent again."""

from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from workflows.batches import contents, hand, settling
from workflows.batches.account import Bank
from workflows.batches.contents import Named
from workflows.batches.ordering import GRACE, HANDOVER
from workflows.engine.tools import Trouble
from workflows.models import Batch
from workflows.providers.batching import WITHIN

NO_KEY = "The key that its vendor’s batch was to go by isn’t there any more."
TOO_LATE = "The vendor didn’t take its batch for an hour."
UNSURE = "Whether its vendor’s batch was sent is not known."
FIRST_LOOK = timedelta(minutes=1)


def close() -> None:
    """Batches that have gathered for long enough take no more orders. One that waits for a lock has its order in."""
    Batch.objects.filter(state=Batch.State.GATHERING, next_at__lte=Now()).update(
        state=Batch.State.SENDING, next_at=Now()
    )


def send(batch: Any, bank: Bank | None, run: Any) -> None:
    """`run` runs a coroutine to its end. No transaction is open meanwhile."""
    again = batch.first_tried_at is not None
    names = contents.named(batch) if again else contents.seal(batch)
    if not names:
        settling.answered(batch)
    elif bank is None:
        settling.give_up(batch, NO_KEY, is_sure=not again)
    else:
        _sent(batch, bank, names, again, run)


def _sent(batch: Any, bank: Bank, names: Named, again: bool, run: Any) -> None:
    if again:
        found = run(
            bank[0].find(str(batch.key), names.keys(), batch.model, batch.first_tried_at, _others(batch))
        )
        if isinstance(found, Trouble):
            _failed(batch, found, is_sure=False)
        elif found:
            _accepted(batch, found)
        if found:
            return
    if _is_over(batch, HANDOVER):
        settling.give_up(batch, TOO_LATE, is_sure=True)
        return
    requests = contents.requests(batch, names)
    Batch.objects.filter(pk=batch.pk, first_tried_at=None).update(first_tried_at=Now())
    answer = run(bank[0].send(str(batch.key), requests, batch.model))
    if isinstance(answer, Trouble):
        _failed(batch, answer, is_sure=True)
    else:
        _accepted(batch, answer)


def _others(batch: Any) -> list[str]:
    """Of the same account, known by their ids there."""
    rows = Batch.objects.filter(credential=batch.credential, opened_at__gt=Now() - 2 * WITHIN)
    return list(rows.exclude(pk=batch.pk).exclude(vendor_id="").values_list("vendor_id", flat=True))


def _accepted(batch: Any, vendor_id: str) -> None:
    Batch.objects.filter(pk=batch.pk).update(
        state=Batch.State.SENT,
        vendor_id=vendor_id,
        sent_at=Now(),
        next_at=Now() + FIRST_LOOK,
        tries=0,
        kind="",
    )


def _failed(batch: Any, trouble: Trouble, *, is_sure: bool) -> None:
    """What is turned down for good is given up at once: asked one by one, each run learns what is wrong. `is_sure`: it
    isn't there."""
    if trouble.permanent:
        settling.give_up(batch, trouble.sentence, is_sure=is_sure)
    elif _is_over(batch, HANDOVER + WITHIN + GRACE):
        settling.give_up(batch, UNSURE, is_sure=False)
    else:
        hand.put_off(batch, hand.pause(batch.tries), trouble.kind)


def _is_over(batch: Any, time: timedelta) -> bool:
    return bool(batch.clock > batch.opened_at + time)
