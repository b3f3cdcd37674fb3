"""A month's costs, summed by what they were for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate, TruncMonth

from workflows.costs.asked import Asked
from workflows.costs.calls import HOLDING, SUMS, cost_by, cost_of, used_by
from workflows.costs.words import Cost, dollars
from workflows.models import Call, Delivery, Step
from workflows.providers import known
from workflows.providers.names import base
from workflows.providers.offering import account_name

FIRST = date(2020, 1, 1)  # no call is older
PURPOSES = {"write": "Writing", "revise": "Revising", "structure": "Named parts", "judge": "Judging"}
TOKENS = {
    "input": "input_tokens",
    "cache_read": "cache_read_tokens",
    "cache_write": "cache_write_tokens",
    "cache_write_long": "cache_write_long_tokens",
    "output": "output_tokens",
    "reasoning": "reasoning_tokens",
}
_CLIENT, _WORKFLOW, _STEP = "client__name", "run__version__workflow__name", "attempt__key"
GROUPS = {
    "client": ("Client", (_CLIENT,)),
    "workflow": ("Workflow", (_WORKFLOW, _CLIENT)),
    "step": ("Step", ("run__version__workflow", _STEP, _WORKFLOW, _CLIENT)),
    "model": ("Model", ("model", "provider")),
    "purpose": ("Purpose", ("purpose",)),
    "run": ("Run", ("run", "run__title", _WORKFLOW, _CLIENT)),
}
EACH_RUN = (_CLIENT, _WORKFLOW, "run", "run__title")
SHOWN, DEAREST = 12, 20  # lines of a group before the rest is folded; runs
MONTHS = 12
EVERY = (_CLIENT, _WORKFLOW, _STEP, "provider", "model", "purpose", "payer")


@dataclass(frozen=True)
class Tokens:
    input: int = 0  # not from a cache
    cache_read: int = 0
    cache_write: int = 0
    cache_write_long: int = 0  # a part of that, kept for an hour
    output: int = 0
    reasoning: int = 0  # a part of output

    @property
    def from_cache(self) -> int | None:
        """Percent of what was read; None where nothing was."""
        read = self.input + self.cache_read + self.cache_write
        return round(100 * self.cache_read / read) if read else None


@dataclass(frozen=True)
class Line:
    label: str
    detail: str
    cost: Cost
    tokens: Tokens
    width: int = 0  # of its bar, in percent of the largest
    run: str = ""  # its id, where it is one


@dataclass(frozen=True)
class Group:
    key: str
    name: str
    lines: Sequence[Line]

    @property
    def first(self) -> Sequence[Line]:
        return self.lines[:SHOWN]

    @property
    def rest(self) -> Sequence[Line]:
        return self.lines[SHOWN:]


def calls(asked: Asked) -> QuerySet[Call]:
    return Call.objects.filter(asked.within("sent_at", "run"))


def groups(asked: Asked) -> list[Group]:
    return [Group(key, name, _lines(asked, key, columns)) for key, (name, columns) in GROUPS.items()]


def rows(
    asked: Asked, columns: Sequence[str], most: int | None = None
) -> list[tuple[list[str], Cost, Tokens]]:
    """The values of these columns with what they cost, the dearest first, and no more than `most` of them."""
    sums = {f"sum_{name}": each for name, each in SUMS.items()}
    tokens = {f"tokens_{name}": Coalesce(Sum(column), 0) for name, column in TOKENS.items()}
    found = calls(asked).order_by().values(*columns).annotate(**sums, **tokens)
    if most is not None:
        found = found.order_by("-sum_known", *columns)[:most]
    read = [
        (
            [str(row[column]) for column in columns],
            Cost(**{name: row[f"sum_{name}"] for name in SUMS}),
            Tokens(**{name: row[f"tokens_{name}"] for name in TOKENS}),
        )
        for row in found
    ]
    return sorted(read, key=lambda row: (-row[1].known, row[0]))


def _lines(asked: Asked, key: str, columns: Sequence[str]) -> list[Line]:
    found = rows(asked, columns, DEAREST if key == "run" else None)
    most = max((cost.known for _, cost, _ in found), default=Decimal(0))
    titles = _titles(asked) if key == "step" else {}
    return [
        Line(
            *_words(key, values, titles),
            cost,
            tokens,
            int(100 * cost.known / most) if most else 0,
            run=values[0] if key == "run" else "",
        )
        for values, cost, tokens in found
    ]


def _words(key: str, values: list[str], titles: dict[tuple[str, str], str]) -> tuple[str, str]:
    if key == "step":
        workflow, step, name, client = values
        return titles.get((workflow, step)) or step, f"{name}, {client}"
    if key == "run":
        return values[1], f"{values[2]}, {values[3]}"
    if key == "model":
        return known.MODELS.label(base(values[0])), f"{values[0]}, {account_name(values[1])}"
    if key == "purpose":
        return PURPOSES.get(values[0], values[0]), ""
    return values[0], values[1] if len(values) > 1 else ""


def _titles(asked: Asked) -> dict[tuple[str, str], str]:
    """(workflow, key) → the step's title in its newest version."""
    steps = Step.objects.filter(client__in=asked.clients).order_by("version__number")
    found = steps.values_list("version__workflow", "key", "title")
    return {(str(workflow), key): title for workflow, key, title in found}


@dataclass(frozen=True)
class Whole:
    """The month as a whole."""

    cost: Cost
    tokens: Tokens
    runs: int
    pieces: int

    @property
    def per_run(self) -> str:
        return dollars(self.cost.known / self.runs) if self.runs else "–"

    @property
    def per_piece(self) -> str:
        return dollars(self.cost.known / self.pieces) if self.pieces else "–"


def whole(asked: Asked) -> Whole:
    found = calls(asked).order_by()
    facts: dict[str, Any] = {name: Coalesce(Sum(column), 0) for name, column in TOKENS.items()}
    tokens, runs = found.aggregate(**facts), found.aggregate(runs=Count("run", distinct=True))["runs"]
    pieces = Delivery.objects.filter(asked.within("delivered_at", "run")).count()
    return Whole(cost_of(found), Tokens(**tokens), runs, pieces)


def by_day(asked: Asked) -> dict[date, Cost]:
    """Each day by its clients' own calendar."""
    found: dict[date, Cost] = {}
    for zone, clients in asked.zones.items():
        mine = calls(asked).filter(client__in=clients).order_by()
        dated = mine.annotate(day=TruncDate("sent_at", tzinfo=ZoneInfo(zone)))
        for day, cost in cost_by(dated, "day").items():
            found[day] = found.get(day, Cost()) + cost
    return found


def by_month(asked: Asked) -> dict[date, Cost]:
    """The months up to the one that is asked for, each by its clients' own calendar; what isn't known is not told
    apart: why would be asked of each call of a year."""
    months = [asked.month]
    while len(months) < MONTHS and months[0] > FIRST:
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    found = dict.fromkeys(months, Cost())
    for zone, clients in asked.zones.items():
        within = asked.within("sent_at", "run", months[0])
        mine = Call.objects.filter(within, client__in=clients).order_by()
        dated = mine.annotate(month=TruncMonth("sent_at", tzinfo=ZoneInfo(zone))).values_list("month")
        facts = {"known": SUMS["known"], "calls": Count("id"), "open": Count("id", filter=Q(cost_usd=None))}
        for at, spent, count, unsettled in dated.annotate(**facts):
            found[at.date()] += Cost(spent, count, unknown=unsettled)
    return found


@dataclass(frozen=True)
class Lost:
    """What a client's calls may have cost of which nobody knows it."""

    client_id: int
    client: str
    calls: int
    held: str


def lost(asked: Asked) -> list[Lost]:
    """Those that nobody has written off."""
    found = []
    for client in asked.clients:
        mine = calls(asked).filter(HOLDING, client=client.pk)
        if count := mine.count():
            found.append(Lost(client.pk, client.name, count, dollars(used_by(mine)[1])))
    return found
