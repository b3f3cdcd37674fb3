"""Batches that are due, taken in hand one by one: by one sweep at a time, and for a bounded while."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from workflows.models import Batch

HELD = timedelta(minutes=3)  # longer than any call to a vendor may take here (sweeping.PATIENCE)


@transaction.atomic
def next_due(*states: str, but: Iterable[int] = ()) -> Any:
    """One that is due in one of these states, with the database's time as `clock`; None if there is none. Nobody else
    finds it for a while, however this sweep ends."""
    due = Batch.objects.filter(state__in=states, next_at__lte=Now()).exclude(pk__in=but)
    batch = due.annotate(clock=Now()).order_by("next_at").select_for_update(skip_locked=True).first()
    if batch is not None:
        Batch.objects.filter(pk=batch.pk).update(next_at=Now() + HELD, tries=F("tries") + 1)
        batch.tries += 1
    return batch


def put_off(batch: Batch, pause: timedelta, kind: str = "") -> None:
    Batch.objects.filter(pk=batch.pk).update(next_at=Now() + pause, kind=kind[:12])


def pause(tries: int) -> timedelta:
    """1, 2, 4, 8 and then 10 minutes."""
    return timedelta(minutes=min(2 ** max(0, min(tries, 10) - 1), 10))
