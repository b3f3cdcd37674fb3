"""The drains that carry runs now, as the operations page and the run's page see them. They belong to no client."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now

from workflows import spans
from workflows.models import Drain

LATE = timedelta(seconds=15)  # a beat this old is worth a look


@dataclass(frozen=True)
class Line:
    """One drain in words and numbers."""

    owner: str
    place: str  # host and process
    beat: str
    late: bool
    gone: bool  # its leases have run out: others take up its runs
    in_hand: int
    claimed: int
    steps: int
    pace: int  # steps a minute
    memory_mb: int
    since: str
    leaving: bool
    asked: bool


def living() -> QuerySet[Drain]:
    """Those that still take up runs."""
    return Drain.objects.filter(beat_at__gt=Now() - _lease(), leaving=False, stop=False)


def lines() -> list[Line]:
    rows = Drain.objects.annotate(clock=Now()).order_by("host", "started_at")
    return [_line(row, row.clock) for row in rows]


def ask_to_leave(owner: str) -> bool:
    """It finishes what it has begun, gives its runs back and goes; the next bell starts another. False: it is gone."""
    return bool(Drain.objects.filter(owner=owner).update(stop=True))


def _line(drain: Drain, clock: datetime) -> Line:
    silence, age = clock - drain.beat_at, clock - drain.started_at
    minutes = max((drain.beat_at - drain.started_at).total_seconds() / 60, 1 / 60)
    return Line(
        owner=drain.owner,
        place=f"{drain.host}, process {drain.pid}",
        beat=spans.words(silence),
        late=silence > LATE,
        gone=silence > _lease(),
        in_hand=drain.in_hand,
        claimed=drain.claimed,
        steps=drain.steps,
        pace=round(drain.steps / minutes),
        memory_mb=drain.memory_mb,
        since=spans.words(age),
        leaving=drain.leaving,
        asked=drain.stop,
    )


def _lease() -> timedelta:
    return timedelta(seconds=settings.LEASE_SECONDS)
