"""A client's budget for models: what a month of its time zone may cost, and how far that is used.

The calls are the books. A call that is sent under a budget keeps in its row the most that it can cost, and that counts
until what it did cost takes its place. So nothing has to be given back, and a crash can't make it wrong. Who wants to
send one sums up the month first, one after the other for each client (`lock`).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models.functions import Now

from tenants.models import Client
from workflows.allowances import Allowance
from workflows.costs.calls import used_by
from workflows.costs.words import dollars
from workflows.models import Call, Event
from workflows.models.event import record

WARNED = "budget.warned"


@dataclass(frozen=True)
class Month:
    """Of a time zone, from its first moment to the next one's."""

    start: datetime
    end: datetime

    @property
    def key(self) -> str:
        return f"{self.start:%Y-%m}"

    def __str__(self) -> str:
        return f"{self.start:%B %Y}"


def month_of(at: datetime, zone: str) -> Month:
    start = at.astimezone(ZoneInfo(zone)).replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    return Month(start, following(start))


def following(start: datetime) -> datetime:
    """The first moment of the next month."""
    year, month = divmod(start.year * 12 + start.month, 12)
    return start.replace(year=year, month=month + 1)


@dataclass(frozen=True, kw_only=True)
class Budget(Allowance):
    """Of one client and month."""

    client_id: int
    client: str
    month: Month
    what: str = "the month’s budget"

    @property
    def refusal(self) -> str:
        return (
            f"The budget of {self.client} for {self.month} is {self.told}, and this call could cost more than the "
            f"{dollars(self.left)} left. Raise the budget on the client’s page, or wait for "
            f"{self.month.end:%-d %B}; then resume the run."
        )


def of(clients: Collection[int]) -> dict[int, Budget]:
    """Those of these clients that have one, within the scope."""
    rows = Client.objects.filter(pk__in=clients, budget_usd__isnull=False).annotate(now=Now())
    return {row.pk: of_row(row, row.now) for row in rows}


def of_row(client: Client, now: datetime) -> Budget:
    """Of a client that has one."""
    assert client.budget_usd is not None
    month = month_of(now, client.timezone)
    known, held = used_by(Call.objects.filter(client=client.pk, sent_at__gte=month.start))
    return Budget(
        client_id=client.pk,
        client=client.name,
        month=month,
        usd=client.budget_usd or Decimal(0),
        warn_percent=client.budget_warn_percent,
        degrades=client.budget_when_tight == Client.WhenTight.DEGRADE,
        known=known,
        held=held,
    )


def least(limit: float | None, cost: float, client_left: float | None) -> float | None:
    """What a run may still cost: by its own limit and by what its client has left. None: nothing limits it."""
    left = [limit - cost] if limit is not None else []
    return min([*left, *([client_left] if client_left is not None else [])], default=None)


def lock(clients: Collection[int]) -> None:
    """Until the transaction ends nobody else sends or settles anything under these clients' budgets."""
    with connection.cursor() as cursor:
        for pk in sorted(clients):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"budget {pk}"])


def warn(clients: Collection[int]) -> None:
    """Records which budgets have become tight, once a month: their owners are told. To be called behind `lock`."""
    for budget in of(clients).values():
        if budget.is_tight and not _was_told(budget):
            record(
                budget.client_id, WARNED, sentence=f"{budget.month}: {budget.told}.", month=budget.month.key
            )


def _was_told(budget: Budget) -> bool:
    told = Event.objects.filter(client=budget.client_id, run=None, kind=WARNED)
    return told.filter(at__gte=budget.month.start).exists()
