"""How the runs of the last days went, by workflow: failures, retries, and calls whose cost nobody knows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now, TruncDate
from django.utils.timezone import localdate

from workflows.models import Attempt, Call, Run, Workflow

DAYS = 7
WIDE, TALL = 12, 27  # of a column of the picture, with the gap beside it
DAY = timedelta(hours=24)
UNSETTLED = timedelta(hours=1)  # no model takes that long: the worker was lost while it waited


@dataclass(frozen=True)
class Day:
    """One column of a workflow's picture, which is TALL high and stands on a line."""

    date: date
    x: int
    runs: int
    failed: int
    tall: int
    failed_tall: int

    @property
    def top(self) -> int:
        return TALL - self.tall

    @property
    def failed_top(self) -> int:
        return TALL - self.failed_tall


@dataclass(frozen=True)
class Figures:
    """Of the runs that were started in one stretch of time."""

    runs: int
    failed: int
    stopped: int
    retries: int

    @property
    def rate(self) -> int | None:
        """Failed runs in percent; None where there were no runs."""
        return round(100 * self.failed / self.runs) if self.runs else None


@dataclass(frozen=True)
class Health:
    workflow: Workflow
    day: Figures
    week: Figures
    days: tuple[Day, ...]


def by_workflow(clients: Collection[int]) -> list[Health]:
    """Those that ran in the last days, the most failures first."""
    week, day = _figures(clients, timedelta(days=DAYS)), _figures(clients, DAY)
    pictures = _pictures(clients)
    rows = Workflow.objects.filter(client__in=clients, pk__in=week).select_related("client")
    none = Figures(0, 0, 0, 0)
    found = [Health(row, day.get(row.pk, none), week[row.pk], pictures.get(row.pk, ())) for row in rows]
    return sorted(found, key=lambda h: (-(h.day.rate or 0), -(h.week.rate or 0), h.workflow.name))


def unknown_costs(clients: Collection[int]) -> tuple[int, list[Run]]:
    """How many calls were sent and never settled, and the newest runs that they belong to."""
    calls = Call.objects.filter(
        client__in=clients, state=Call.State.SENT, sent_at__lt=Now() - UNSETTLED, sent_at__gt=_since(DAYS)
    )
    runs = Run.with_trials.filter(pk__in=calls.values("run")).select_related("client", "version__workflow")
    return calls.count(), list(runs.order_by("-created_at")[:5])


def _figures(clients: Collection[int], span: timedelta) -> dict[int, Figures]:
    since = Now() - span
    runs = Run.objects.filter(client__in=clients, created_at__gt=since).order_by().values("version__workflow")
    counted = runs.annotate(
        all=Count("pk"),
        failed=Count("pk", filter=Q(state=Run.State.FAILED)),
        stopped=Count("pk", filter=Q(state=Run.State.STOPPED)),
    )
    tries = (
        Attempt.objects.filter(client__in=clients, run__created_at__gt=since)
        .filter(state=Attempt.State.FAILED, retry_at__isnull=False)  # it was, or will be, tried again
        .order_by()
        .values_list("run__version__workflow")
        .annotate(tries=Count("pk"))
    )
    retries = dict(tries)
    return {
        row["version__workflow"]: Figures(
            row["all"], row["failed"], row["stopped"], retries.get(row["version__workflow"], 0)
        )
        for row in counted
    }


def _pictures(clients: Collection[int]) -> dict[int, tuple[Day, ...]]:
    rows = (
        Run.objects.filter(client__in=clients, created_at__gt=_since(DAYS))
        .order_by()
        .annotate(on=TruncDate("created_at"))
        .values_list("version__workflow", "on")
        .annotate(runs=Count("pk"), failed=Count("pk", filter=Q(state=Run.State.FAILED)))
    )
    counted: dict[int, dict[date, tuple[int, int]]] = {}
    for workflow, on, runs, failed in rows:
        counted.setdefault(workflow, {})[on] = (runs, failed)
    return {workflow: _columns(days) for workflow, days in counted.items()}


def _columns(counted: dict[date, tuple[int, int]]) -> tuple[Day, ...]:
    most = max(runs for runs, _ in counted.values())
    days = [localdate() - timedelta(days=back) for back in reversed(range(DAYS))]
    return tuple(_column(n * WIDE, day, *counted.get(day, (0, 0)), most) for n, day in enumerate(days))


def _column(x: int, day: date, runs: int, failed: int, most: int) -> Day:
    return Day(day, x, runs, failed, _height(runs, most), _height(failed, most))


def _height(count: int, most: int) -> int:
    """What is there at all is seen."""
    return max(2, round(TALL * count / most)) if count else 0


def _since(days: int) -> CombinedExpression:
    return Now() - timedelta(days=days)
