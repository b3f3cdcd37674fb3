"""A month's calls summed in one pass by everything that the Costs page shows them by.

Asked one by one, each of these sums reads all of the month's calls again, and the longer ones are planned badly:
Postgres can't know how many rows a scope has, and goes from each run to its calls. So the calls are read once, by their
time, and what only names something is looked up for the few sums that are left.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Case, ExpressionWrapper, F, Q, QuerySet, When
from django.db.models.functions import TruncDate

from workflows.costs.asked import Asked
from workflows.costs.calls import IN_HAND, UNKNOWN, UNPRICED
from workflows.costs.words import Cost, Tokens
from workflows.models import Call

K = TypeVar("K", bound=Hashable)
TOKENS = {
    "input": "input_tokens",
    "cache_read": "cache_read_tokens",
    "cache_write": "cache_write_tokens",
    "cache_write_long": "cache_write_long_tokens",
    "output": "output_tokens",
    "reasoning": "reasoning_tokens",
}
SETS = {
    "client": ("client_id",),
    "model": ("model", "provider"),
    "purpose": ("purpose",),
    "day": ("day",),
    "step": ("run_id", "step"),
}
_SUMS = ", ".join((
    "coalesce(sum(cost_usd), 0), count(*), count(*) FILTER (WHERE is_unknown), count(*) FILTER (WHERE is_unpriced)",
    "count(*) FILTER (WHERE is_in_hand)", *(f"coalesce(sum({column}), 0)" for column in TOKENS.values()),
))  # fmt: skip
_COLUMNS = [column for columns in SETS.values() for column in columns]
_BITS = [
    columns[0] for columns in SETS.values()
]  # of `grouping`: 0 where the row is of this set, the last one lowest
_PLACES = {
    2 ** len(SETS) - 1 - 2**at: (name, [1 + _COLUMNS.index(column) for column in SETS[name]])
    for at, name in enumerate(reversed(SETS))
}  # `grouping` → which set a row is of, and where its columns stand
_COST = 1 + len(_COLUMNS)
_TOKENS = _COST + 5
_SQL = f"""
SELECT summed.*, (SELECT version.workflow_id FROM workflows_run AS run
                    JOIN workflows_version AS version ON version.id = run.version_id WHERE run.id = summed.run_id)
  FROM (SELECT grouping({", ".join(_BITS)}), {", ".join(_COLUMNS)}, {_SUMS} FROM ({{calls}}) AS calls
         GROUP BY GROUPING SETS ({", ".join(f"({', '.join(columns)})" for columns in SETS.values())})) AS summed
"""  # noqa: S608 (names of ours only)


@dataclass(frozen=True)
class Sum:
    key: tuple[Any, ...]
    cost: Cost
    tokens: Tokens


@dataclass(frozen=True)
class Month:
    clients: list[Sum]  # (id,)
    models: list[Sum]  # (model, provider)
    purposes: list[Sum]
    days: list[Sum]  # (date,), by the client's own calendar
    steps: list[Sum]  # (workflow's id, run's id, key)

    @property
    def whole(self) -> Sum:
        return next(folded(self.clients, lambda _: ()), Sum((), Cost(), Tokens()))


def folded(sums: Iterable[Sum], by: Callable[[tuple[Any, ...]], tuple[Any, ...]]) -> Iterator[Sum]:
    """Put together whose keys are the same by `by`."""
    found: dict[tuple[Any, ...], Sum] = {}
    for each in sums:
        key = by(each.key)
        before = found.get(key)
        more = (before.cost + each.cost, before.tokens + each.tokens) if before else (each.cost, each.tokens)
        found[key] = Sum(key, *more)
    yield from found.values()


def month(asked: Asked) -> Month:
    found: dict[str, list[Sum]] = {name: [] for name in SETS}
    with suppress(EmptyResultSet):  # there are no clients to ask for
        _sum(_calls(asked), found)
    return Month(found["client"], found["model"], found["purpose"], found["day"], found["step"])


def _sum(calls: QuerySet[Call, Any], found: dict[str, list[Sum]]) -> None:
    sql, values = calls.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(calls=sql), values)
        for row in cursor:
            name, each = _read(row)
            found[name].append(each)


def _read(row: tuple[Any, ...]) -> tuple[str, Sum]:
    """There may be thousands of them, so where a set's columns stand is worked out beforehand."""
    name, places = _PLACES[row[0]]
    key = tuple(row[place] for place in places)
    cost, tokens = Cost(*row[_COST:_TOKENS]), Tokens(*map(int, row[_TOKENS:-1]))
    return name, Sum((row[-1], *key) if name == "step" else key, cost, tokens)


def _calls(asked: Asked) -> QuerySet[Call, Any]:
    """What is summed, call by call."""
    days = (
        When(client__in=clients, then=TruncDate("sent_at", tzinfo=ZoneInfo(zone)))
        for zone, clients in asked.zones.items()
    )
    rows = Call.objects.filter(asked.within("sent_at", "run")).order_by()
    return rows.values(
        "client_id", "run_id", "model", "provider", "purpose", "cost_usd", *TOKENS.values(),
        step=F("attempt__key"), day=Case(*days) if asked.clients else F("sent_at__date"),
        is_unknown=_whether(UNKNOWN), is_unpriced=_whether(UNPRICED), is_in_hand=_whether(IN_HAND),
    )  # fmt: skip


def _whether(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, BooleanField())
