"""How far what may be spent is used: a client's budget of a month (budgets), or what one run may cost by its version's
own limit. Pure, but for `warn` and `of_run`.

A run's calls are its books, as a client's are (budgets): what a call can cost at most counts until what it did cost
takes its place. Whoever sends a call holds the run's lease, so there is nobody to wait for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from workflows.costs.calls import HELD, SUMS
from workflows.costs.words import dollars
from workflows.engine.definition import Limits
from workflows.models import Call, Event, Run
from workflows.models.event import record

NEARED = "limit.neared"
CHEAP = "cheap"  # the route that is asked where money is tight
Used = tuple[Decimal, Decimal]  # US dollars: known, and held beside it


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """US dollars."""

    usd: Decimal
    warn_percent: int
    degrades: bool
    what: str = ""  # as sentences name it
    known: Decimal = Decimal(0)
    held: Decimal = Decimal(0)  # for calls that are under way, or never came back

    @property
    def used(self) -> Decimal:
        return self.known + self.held

    @property
    def left(self) -> Decimal:
        return max(self.usd - self.used, Decimal(0))

    @property
    def percent(self) -> int:
        return int(100 * self.used / self.usd) if self.usd else 100

    @property
    def is_tight(self) -> bool:
        """The share is reached at which people are told. Only what has been spent counts, not what a call may cost."""
        return 100 * self.known >= self.warn_percent * self.usd

    @property
    def saves(self) -> bool:
        return self.degrades and self.is_tight

    def fits(self, most: Decimal) -> bool:
        return self.used + most <= self.usd

    def holding(self, most: Decimal) -> Self:
        return replace(self, held=self.held + most)

    @property
    def told(self) -> str:
        """How far it is used, within a sentence."""
        held = f" and {dollars(self.held)} held for calls that aren’t settled" if self.held else ""
        return f"{dollars(self.known)} of {dollars(self.usd)} used{held}"


@dataclass(frozen=True, kw_only=True)
class RunLimit(Allowance):
    """Of one run."""

    what: str = "the run’s limit"

    @property
    def refusal(self) -> str:
        return (
            f"The run’s limit is {dollars(self.usd)} and {dollars(self.used)} of it is used or held, so this call "
            "could cost more than what is left. Publish the workflow with a higher “Cost limit”, and start the run "
            "anew."
        )

    @property
    def sentence(self) -> str:
        """For the run's page, once it is tight."""
        saving = f" Its steps ask the route “{CHEAP}” from now on." if self.degrades else ""
        return f"{self.percent} % of the run’s cost limit is used: {self.told}.{saving}"

    def after(self, used: Used) -> "RunLimit":
        return replace(self, known=used[0], held=used[1])


def limit_of(limits: Limits) -> RunLimit | None:
    """None: the version sets none."""
    if limits.cost_usd is None:
        return None
    usd, degrades = Decimal(str(limits.cost_usd)), limits.cost_when_tight == "degrade"
    return RunLimit(usd=usd, warn_percent=limits.cost_warn_percent, degrades=degrades)


def used_by_runs(runs: Sequence[UUID]) -> Mapping[UUID, Used]:
    """Of those that have asked a model."""
    if not runs:
        return {}
    rows = Call.objects.filter(run_id__in=runs).order_by().values_list("run_id")
    found = rows.annotate(known=SUMS["known"], held=Sum(HELD))
    return {run: (known, held) for run, known, held in found}


def of_run(run: Run) -> RunLimit | None:
    """With how far it is used now."""
    limit = limit_of(run.version.limits)
    return limit and limit.after(used_by_runs([run.pk]).get(run.pk, (Decimal(0), Decimal(0))))


def warn(limits: Mapping[UUID, tuple[int, RunLimit]]) -> None:
    """`limits`: run → its client and limit, of which something was settled. Records once which have become tight."""
    used = used_by_runs(list(limits))
    now = {run: limits[run][1].after(each) for run, each in used.items()}
    tight = sorted(run for run, limit in now.items() if limit.is_tight and limit.known)
    for run in _not_told(tight):
        record(limits[run][0], NEARED, run=run, sentence=now[run].sentence)


def _not_told(runs: Iterable[UUID]) -> list[UUID]:
    """Those, and nobody else tells of them until this transaction ends: a batch is booked beside the run's holder."""
    with connection.cursor() as cursor:
        for run in runs:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"limit {run}"])
    told = (
        set(Event.objects.filter(run__in=runs, kind=NEARED).values_list("run", flat=True)) if runs else set()
    )
    return [run for run in runs if run not in told]
