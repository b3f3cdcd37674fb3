"""A month's costs, summed by what they were for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from workflows.costs.asked import Asked
from workflows.costs.calls import HELD, HOLDING, SUMS
from workflows.costs.month import TOKENS, Month, folded
from workflows.costs.month import Sum as Summed
from workflows.costs.words import Cost, Tokens, dollars
from workflows.models import Call, Delivery, Run, Step, Workflow
from workflows.providers import known
from workflows.providers.names import base
from workflows.providers.offering import account_name

FIRST = date(2020, 1, 1)  # no call is older
PURPOSES = {"write": "Writing", "revise": "Revising", "structure": "Named parts", "judge": "Judging"}
Key = tuple[Any, ...]
_CLIENT, _WORKFLOW, _STEP = "client__name", "run__version__workflow__name", "attempt__key"
NAMES = {
    "client": "Client",
    "workflow": "Workflow",
    "step": "Step",
    "model": "Model",
    "purpose": "Purpose",
    "run": "Run",
}
EACH_RUN = (_CLIENT, _WORKFLOW, "run", "run__title")
SHOWN, DEAREST = 12, 20  # lines of a group before the rest is folded; runs
MONTHS = 12
EVERY = (_CLIENT, _WORKFLOW, _STEP, "provider", "model", "purpose", "payer")


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


def groups(asked: Asked, month: Month) -> list[Group]:
    named = _Names(asked)
    of_runs = folded(month.steps, lambda key: key[:2])
    found = {
        "client": _lines(month.clients, named.client),
        "workflow": _lines(folded(month.steps, lambda key: key[:1]), named.workflow),
        "step": _lines(folded(month.steps, lambda key: (key[0], key[2])), named.step),
        "model": _lines(month.models, _model),
        "purpose": _lines(month.purposes, _purpose),
        "run": named.of_runs(sorted(of_runs, key=lambda run: (-run.cost.known, str(run.key[1])))[:DEAREST]),
    }
    return [Group(key, name, found[key]) for key, name in NAMES.items()]


def rows(asked: Asked, columns: Sequence[str]) -> list[tuple[list[str], Cost, Tokens]]:
    """The values of these columns with what they cost, the dearest first."""
    sums = {f"sum_{name}": each for name, each in SUMS.items()}
    tokens = {f"tokens_{name}": Coalesce(Sum(column), 0) for name, column in TOKENS.items()}
    found = calls(asked).order_by().values(*columns).annotate(**sums, **tokens)
    read = [
        (
            [str(row[column]) for column in columns],
            Cost(**{name: row[f"sum_{name}"] for name in SUMS}),
            Tokens(**{name: row[f"tokens_{name}"] for name in TOKENS}),
        )
        for row in found
    ]
    return sorted(read, key=lambda row: (-row[1].known, row[0]))


class _Names:
    """What clients, workflows, steps and runs are called."""

    def __init__(self, asked: Asked) -> None:
        self._clients = {client.pk: client.name for client in asked.clients}
        workflows = Workflow.with_assistants.filter(client__in=asked.clients)
        self._workflows = {pk: (name, self._clients[client]) for pk, name, client in workflows.values_list(
            "pk", "name", "client"
        )}  # fmt: skip
        self._titles = _titles(asked)

    def client(self, key: Key) -> tuple[str, str]:
        return self._clients[key[0]], ""

    def workflow(self, key: Key) -> tuple[str, str]:
        return self._workflows[key[0]]

    def step(self, key: Key) -> tuple[str, str]:
        workflow, step = key
        return self._titles.get((str(workflow), step)) or step, ", ".join(self._workflows[workflow])

    def of_runs(self, dearest: Sequence[Summed]) -> list[Line]:
        """`dearest`: by workflow's and run's id."""
        runs = Run.with_trials.filter(pk__in=[each.key[1] for each in dearest])
        titles = dict(runs.values_list("pk", "title"))
        lines = _lines(dearest, lambda key: (titles[key[1]], ", ".join(self._workflows[key[0]])))
        return [
            replace(line, run=str(each.key[1])) for line, each in zip(lines, _by_cost(dearest), strict=True)
        ]


def _purpose(key: Key) -> tuple[str, str]:
    return str(PURPOSES.get(key[0], key[0])), ""


def _model(key: Key) -> tuple[str, str]:
    model, account = key
    return known.MODELS.label(base(model)), f"{model}, {account_name(account)}"


def _lines(sums: Iterable[Summed], words: Callable[[Key], tuple[str, str]]) -> list[Line]:
    found = _by_cost(sums)
    most = found[0].cost.known if found else Decimal(0)
    return [
        Line(*words(each.key), each.cost, each.tokens, int(100 * each.cost.known / most) if most else 0)
        for each in found
    ]


def _by_cost(sums: Iterable[Summed]) -> list[Summed]:
    return sorted(sums, key=lambda each: (-each.cost.known, tuple(map(str, each.key))))


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


def whole(asked: Asked, month: Month) -> Whole:
    pieces = Delivery.objects.filter(asked.within("delivered_at", "run")).count()
    return Whole(month.whole.cost, month.whole.tokens, len({each.key[1] for each in month.steps}), pieces)


def by_day(month: Month) -> dict[date, Cost]:
    """Each day by its clients' own calendar."""
    return {each.key[0]: each.cost for each in month.days}


def by_month(asked: Asked) -> dict[date, Cost]:
    """The months up to the one that is asked for, each by its clients' own calendar; what isn't known is not told
    apart: why would be asked of each call of a year. The index has all that this reads."""
    months = [asked.month]
    while len(months) < MONTHS and months[0] > FIRST:
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    found = dict.fromkeys(months, Cost())
    for zone, clients in asked.zones.items():
        within = asked.within("sent_at", "run", months[0])
        mine = Call.objects.filter(within, client__in=clients).order_by()
        dated = mine.annotate(month=TruncMonth("sent_at", tzinfo=ZoneInfo(zone))).values_list("month")
        facts = {
            "known": SUMS["known"],
            "calls": Count("sent_at"),
            "open": Count("sent_at", filter=Q(cost_usd=None)),
        }
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
    rows = (
        calls(asked)
        .filter(HOLDING)
        .order_by()
        .values_list("client")
        .annotate(count=Count("id"), held=Sum(HELD))
    )
    found = {client: (count, dollars(held)) for client, count, held in rows}
    return [Lost(client.pk, client.name, *found[client.pk]) for client in asked.clients if client.pk in found]
