"""What is known of a call's cost, as conditions and sums over rows of calls."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, DecimalField, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from workflows.costs.words import Cost
from workflows.models import Attempt, Call

_SENT, _FAILED, _ANSWERED = Call.State.SENT, Call.State.FAILED, Call.State.ANSWERED
_AT_WORK = Q(attempt__state=Attempt.State.OPEN)

IN_HAND = (Q(state=_SENT) & _AT_WORK) | Q(state=Call.State.ORDERED)
_UNCOUNTED = Q(state=_ANSWERED, input_tokens=None)  # a good answer that didn't say what it took
UNKNOWN = Q(cost_usd=None) & (Q(state=_FAILED) | _UNCOUNTED | (Q(state=_SENT) & ~_AT_WORK))
UNPRICED = Q(cost_usd=None, state=_ANSWERED, input_tokens__isnull=False)
HOLDING = Q(written_off_at=None, reserved_usd__isnull=False) & (UNKNOWN | UNPRICED)
"""Nothing will settle these any more; a person may write them off."""

_NOTHING = Value(Decimal(0), DecimalField(max_digits=12, decimal_places=6))
HELD = Case(
    When(cost_usd=None, written_off_at=None, then=Coalesce(F("reserved_usd"), _NOTHING)), default=_NOTHING
)
"""What a call may still cost at most: held until it is settled, or written off by a person."""

SUMS = {
    "known": Coalesce(Sum("cost_usd"), _NOTHING),
    "calls": Count("id"),
    "unknown": Count("id", filter=UNKNOWN),
    "unpriced": Count("id", filter=UNPRICED),
    "in_hand": Count("id", filter=IN_HAND),
}


def cost_of(calls: QuerySet[Call]) -> Cost:
    return Cost(**calls.order_by().aggregate(**SUMS))


def cost_by(calls: QuerySet[Call], column: str) -> dict[Any, Cost]:
    """Value of a column → what the calls with it have cost."""
    rows = calls.order_by().values(column).annotate(**{f"cost_{name}": each for name, each in SUMS.items()})
    return {row[column]: Cost(**{name: row[f"cost_{name}"] for name in SUMS}) for row in rows}


def used_by(calls: QuerySet[Call]) -> tuple[Decimal, Decimal]:
    """US dollars: what is known, and what is held beside it."""
    found = calls.order_by().aggregate(known=SUMS["known"], held=Coalesce(Sum(HELD), _NOTHING))
    return found["known"], found["held"]


def attach(runs: Iterable[Any]) -> None:
    """Gives each run of a list its `spent`, by one query for all of them."""
    rows = list(runs)
    costs = cost_by(Call.objects.filter(run__in=[run.pk for run in rows]), "run")
    for run in rows:
        run.spent = costs.get(run.pk, Cost())
