"""What an agency's operations page asks: its clients' queues, what stands still and why, and how the last days went.

Leases have no row-level security, so every question about them begins with the scope's client ids.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Now

from tenants.models import Client
from workflows import drains, pausing, spans, standing
from workflows.leases import CLAIMS
from workflows.models import Lease, Order, Run, Workflow

SHOWN = 6  # runs of one reason; the others are counted
DUE = timedelta(minutes=1)  # a run that is due for longer stands still
LOST = timedelta(seconds=5)  # a worker takes up a lost run within a second
RECENT = timedelta(hours=24)


@dataclass(frozen=True)
class Queue:
    """One client's runs now, beside its limits."""

    client: Client
    in_hand: int
    waiting: int  # due and not in hand
    later: int  # tried again by themselves
    resting: int  # held back by a pause
    waited: int = field(repr=False)  # seconds that the first has been due
    paused: str = ""  # since when and by whom

    @property
    def oldest(self) -> str:
        """How long the first of those that wait has been due; "" for none."""
        return spans.words(self.waited) if self.waiting else ""

    @property
    def is_full(self) -> bool:
        return self.in_hand >= self.client.runs_at_once and self.waiting > 0

    @property
    def share(self) -> int:
        """How much of its limit is in hand, in percent."""
        return min(100, round(100 * self.in_hand / self.client.runs_at_once))

    @property
    def may_wait(self) -> int:
        return max(0, self.client.runs_queued - self.waiting - self.later - self.resting)

    @property
    def is_quiet(self) -> bool:
        return not (self.in_hand or self.waiting or self.later or self.resting or self.paused)


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


def queues(clients: Collection[int]) -> list[Queue]:
    """Those with the longest wait first, quiet ones last."""
    counted = _counted(clients)
    rows = Client.objects.filter(pk__in=clients).order_by("name")
    found = [_queue(client, counted.get(client.pk, {})) for client in rows]
    return sorted(found, key=lambda q: (q.is_quiet, -q.waiting, -q.in_hand))


def _queue(client: Client, counted: dict[str, Any]) -> Queue:
    first, clock = counted.get("first"), counted.get("clock")
    return Queue(
        client=client,
        in_hand=counted.get("in_hand", 0),
        waiting=counted.get("due", 0),
        later=counted.get("later", 0),
        resting=counted.get("resting", 0),
        waited=int((clock - first).total_seconds()) if first and clock else 0,
        paused=standing_since(client),
    )


def standing_since(what: Client | Workflow) -> str:
    """“since 3 Nov 2026, 10:12, by Ada”; "" where nothing is paused."""
    if not what.paused:
        return ""
    told = pausing.since(what)
    by = f", by {told.by}" if told and told.by else ""
    return f"since {standing.moment(told.at)}{by}" if told else "paused"


def _counted(clients: Collection[int]) -> dict[int, dict[str, Any]]:
    """Client -> its counts. One question for each of the leases' partial indexes."""
    ours = Lease.objects.filter(client_id__in=clients).order_by().values("client_id")
    queued, due = ours.filter(state=Lease.State.QUEUED), Q(not_before__lte=Now())
    asked = [
        queued.filter(paused=False).annotate(
            due=Count("run_id", filter=due),
            later=Count("run_id", filter=~due),
            first=Min("not_before", filter=due),
            clock=Now(),
        ),
        ours.filter(state=Lease.State.RUNNING).annotate(in_hand=Count("run_id")),
        queued.filter(paused=True).annotate(resting=Count("run_id")),
    ]
    found: dict[int, dict[str, Any]] = {}
    for rows in asked:
        for row in rows:
            found.setdefault(row["client_id"], {}).update(row)
    return found


def paused_workflows(clients: Collection[int]) -> list[tuple[Workflow, str, int]]:
    """(workflow, since when and by whom, how many of its runs rest)."""
    rows = Workflow.objects.filter(client__in=clients, paused=True).select_related("client")
    return [(row, standing_since(row), _open(row)) for row in rows]


def _open(workflow: Workflow) -> int:
    states = (Run.State.QUEUED, Run.State.RUNNING)
    return Run.objects.filter(
        client_id=workflow.client_id, version__workflow=workflow, state__in=states
    ).count()


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
