"""How a workflow has done of late, measured. Trials aren't counted, and an unknown cost is never taken for none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.timezone import now

from workflows.auditing import Estimate, estimate, wilson
from workflows.costs.words import dollars
from workflows.models import Attempt, Run, Workflow

DAYS = 90
MOST = 2_000  # runs that are looked at, the newest
ENDED = (Run.State.DONE, Run.State.STOPPED, Run.State.FAILED)


@dataclass(frozen=True)
class Figures:
    """Of the runs that ended in the last DAYS. None where nothing was measured."""

    runs: int
    done: int
    stopped: int
    failed: int
    unflagged: int  # of all that ended: no gate flagged anything
    cost: Decimal | None  # USD of one finished run, the median
    took: timedelta | None  # from the brief to the end, the median; waiting for people is in it
    waited: timedelta | None  # until a person decided, the median
    looked: timedelta | None  # with a review's page in front and in use, for one piece, on average
    saved: timedelta | None  # of one finished run: what it takes by hand, less what people looked, on average
    audit: Estimate

    @property
    def passing(self) -> tuple[int, int, int]:
        """Percent of the runs without a flag, and the ends of the interval."""
        low, high = wilson(self.unflagged, self.runs)
        return round(100 * self.unflagged / self.runs), round(100 * low), round(100 * high)

    @property
    def cost_words(self) -> str:
        return "" if self.cost is None else dollars(self.cost)

    @property
    def took_words(self) -> str:
        return in_words(self.took)

    @property
    def waited_words(self) -> str:
        return in_words(self.waited)

    @property
    def looked_words(self) -> str:
        return in_words(self.looked)

    @property
    def saved_words(self) -> str:
        """“nothing” where people look for longer than it takes by hand."""
        return "nothing" if self.saved is not None and self.saved <= timedelta() else in_words(self.saved)


def figures(workflow: Workflow, *, costs: bool) -> Figures:
    """`costs`: whether the reader may see what runs cost."""
    until = now()
    since = until - timedelta(days=DAYS)
    rows = list(_ended(workflow, since).order_by("-finished_at")[:MOST])
    states = [run.state for run in rows]
    done = [run for run in rows if run.state == Run.State.DONE]
    looked, pieces = _looked(workflow, since)
    return Figures(
        runs=len(rows),
        done=len(done),
        stopped=states.count(Run.State.STOPPED),
        failed=states.count(Run.State.FAILED),
        unflagged=sum(not run.flagged for run in rows),
        cost=_middle(_costs(done)) if costs else None,
        took=_middle(run.finished_at - run.created_at for run in done if run.finished_at),
        waited=_waited(workflow, since),
        looked=looked / pieces if pieces else None,
        saved=_saved(workflow.minutes_by_hand, looked, len(done)),
        audit=estimate(workflow, since, until + timedelta(minutes=1)),
    )


def in_words(time: timedelta | None) -> str:
    """“40 seconds”, “12 minutes”, “1 hour 5 minutes”, “3 days”; "" for None."""
    if time is None:
        return ""
    seconds = max(1, round(time.total_seconds()))
    if seconds < 90:
        return _counted(seconds, "second")
    minutes = round(seconds / 60)
    if minutes < 60:
        return _counted(minutes, "minute")
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"{_counted(hours, 'hour')} {_counted(rest, 'minute') if rest and hours < 5 else ''}".strip()
    return _counted(round(hours / 24), "day")


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _ended(workflow: Workflow, since: datetime) -> QuerySet[Run]:
    ours = Run.objects.filter(client_id=workflow.client_id, version__workflow=workflow)
    return ours.filter(state__in=ENDED, finished_at__gte=since)


def _costs(runs: Sequence[Run]) -> list[Decimal]:
    """Of those whose cost is known to the last call."""
    ids = [run.pk for run in runs]
    rows = Run.objects.filter(pk__in=ids).order_by()
    rows = rows.annotate(
        spent=Sum("calls__cost_usd"), unknown=Count("calls", filter=Q(calls__cost_usd=None))
    ).filter(unknown=0, spent__isnull=False)
    return list(rows.values_list("spent", flat=True))


def _waited(workflow: Workflow, since: datetime) -> timedelta | None:
    rows = Attempt.objects.filter(
        client_id=workflow.client_id,
        run__version__workflow=workflow,
        run__trial__isnull=True,
        by_person=True,
        forgiven=False,
        finished_at__gte=since,
    )
    took = rows.annotate(took=F("finished_at") - F("started_at")).values_list("took", flat=True)
    return _middle(took.order_by("-finished_at")[:MOST])


def _looked(workflow: Workflow, since: datetime) -> tuple[timedelta, int]:
    """In all, and at how many pieces. Reviews stand above this room; the database knows the way to them by name."""
    rows = _ended(workflow, since).filter(reviews__sittings__seconds_active__gt=0).order_by()
    sums = rows.aggregate(
        seconds=Sum("reviews__sittings__seconds_active"), pieces=Count("reviews", distinct=True)
    )
    return timedelta(seconds=sums["seconds"] or 0), sums["pieces"]


def _saved(by_hand: int | None, looked: timedelta, done: int) -> timedelta | None:
    """What people looked at runs that came to nothing is counted against those that were finished."""
    return timedelta(minutes=by_hand) - looked / done if by_hand and done else None


def _middle(values: Iterable[Any]) -> Any:
    found = list(values)
    return median(found) if found else None
