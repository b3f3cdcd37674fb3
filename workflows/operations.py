"""What an agency's operations page asks: its clients' queues, what stands still and why, and how the last days went.

Leases have no row-level security, so every question about them begins with the scope's client ids.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Now

from workflows import drains, spans, standing
from workflows.leases import CLAIMS
from workflows.models import Lease, Order, Run
from workflows.queues import Queue, paused_workflows, queues

__all__ = ["Queue", "Reason", "Stuck", "paused_workflows", "queues", "stuck"]

SHOWN = 6  # runs of one reason; the others are counted
DUE = timedelta(minutes=1)  # a run that is due for longer stands still
LOST = timedelta(seconds=5)  # a worker takes up a lost run within a second
RECENT = timedelta(hours=24)


@dataclass(frozen=True)
class Stuck:
    """A run that stands still, and since when or until when."""

    run: Run
    words: str


@dataclass(frozen=True)
class Reason:
    """Runs that stand still for one reason, with what to do about them."""

    kind: str  # lost, no worker, busy, dead, failed, later, batch: the page hangs its button on it
    title: str
    what: str
    count: int
    runs: tuple[Stuck, ...]
    bad: bool = True  # somebody has to do something

    @property
    def more(self) -> int:
        return self.count - len(self.runs)


def stuck(clients: Collection[int]) -> list[Reason]:
    """Every reason for which a run stands still now, the gravest first; [] if everything runs."""
    ours = Lease.objects.filter(client_id__in=clients).annotate(clock=Now())
    alive = drains.living().exists()
    batched = Order.objects.filter(client__in=clients, state=Order.State.WAITING).values("run_id")
    return list(
        filter(
            None,
            [
                _lost(ours, alive),
                _overdue(ours, alive),
                _dead(ours),
                _failed(clients),
                _later(ours.exclude(run_id__in=batched)),
                _batched(ours.filter(run_id__in=batched)),
            ],
        )
    )


def _lost(ours: QuerySet, alive: bool) -> Reason | None:
    rows = ours.filter(state=Lease.State.RUNNING, lease_until__lt=Now() - LOST).order_by("lease_until")
    what = "A worker takes them up in a moment." if alive else "Start bin/worker: they go on where they were."
    return _reason("lost", "Their worker was lost", what, rows, _gone)


def _gone(lease: Any) -> str:
    return f"lost {spans.words(lease.clock - lease.lease_until)} ago"


def _overdue(ours: QuerySet, alive: bool) -> Reason | None:
    rows = ours.filter(state=Lease.State.QUEUED, paused=False, not_before__lt=Now() - DUE)
    if alive:  # what waits for its client's own limit moves on: the queue above says so
        rows = rows.exclude(client_id__in=_full(ours))
    rows = rows.order_by("not_before")
    if alive:
        what = "Wait, or start another bin/worker; WORKERS and DRAIN_RUNS say how much each one takes."
        return _reason("busy", "The workers have their hands full", what, rows, _due)
    return _reason("no worker", "No worker is running", "Start one with bin/worker.", rows, _due)


def _due(lease: Any) -> str:
    return f"due for {spans.words(lease.clock - lease.not_before)}"


def _full(ours: QuerySet) -> list[int]:
    """The clients that have as many runs in hand as they may."""
    running = ours.filter(state=Lease.State.RUNNING).order_by().values("client_id", "at_once")
    return [row["client_id"] for row in running.annotate(n=Count("run_id")) if row["n"] >= row["at_once"]]


def _dead(ours: QuerySet) -> Reason | None:
    rows = ours.filter(state=Lease.State.DEAD).order_by("-not_before")
    what = f"Each lost its worker {CLAIMS} times in a row. Look at the log, mend it, then resume the run."
    return _reason("dead", "Taken out, because they end their worker", what, rows, lambda _: "taken out")


def _failed(clients: Collection[int]) -> Reason | None:
    dead = Lease.objects.filter(client_id__in=clients, state=Lease.State.DEAD).values("run_id")
    rows = Run.objects.filter(
        client__in=clients, state=Run.State.FAILED, created_at__gt=Now() - RECENT
    ).exclude(pk__in=dead)
    count = rows.count()
    shown = _named(rows.order_by("-created_at")[:SHOWN])
    if not count:
        return None
    what = "Mend what the sentence names, then resume: nothing that passed is done again."
    runs = tuple(Stuck(run, run.sentence) for run in shown)
    return Reason("failed", "Failed in the last 24 hours", what, count, runs)


def _later(ours: QuerySet) -> Reason | None:
    rows = ours.filter(state=Lease.State.QUEUED, paused=False, not_before__gt=Now()).order_by("not_before")
    what = (
        "Nothing to do: they are tried again by themselves. If they keep failing, look at what the step says."
    )
    return _reason("later", "Tried again later", what, rows, _again, bad=False)


def _batched(ours: QuerySet) -> Reason | None:
    rows = ours.filter(state=Lease.State.QUEUED, paused=False, not_before__gt=Now()).order_by("not_before")
    what = "Nothing to do: they go on as soon as their answers are there. The batches stand below."
    return _reason("batch", "Wait for a vendor’s batch", what, rows, _at_the_latest, bad=False)


def _at_the_latest(lease: Any) -> str:
    return f"until {standing.moment(lease.not_before)} at the latest"


def _again(lease: Any) -> str:
    return f"again at {standing.moment(lease.not_before)}"


def _reason(
    kind: str, title: str, what: str, rows: QuerySet, words: Callable[[Any], str], bad: bool = True
) -> Reason | None:
    leases = list(rows[:SHOWN])
    if not leases:
        return None
    runs = {run.pk: run for run in _named(Run.with_trials.filter(pk__in=[lease.run_id for lease in leases]))}
    shown = tuple(Stuck(runs[lease.run_id], words(lease)) for lease in leases if lease.run_id in runs)
    return Reason(kind, title, what, rows.count(), shown, bad)


def _named(rows: QuerySet[Run]) -> QuerySet[Run]:
    return rows.select_related("client", "version__workflow")
