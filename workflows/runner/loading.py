"""Reading runs that were claimed: everything that carrying them needs, in a few queries for all of them."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db.models import F, Sum

from memory import recall, remembering
from tenants.models import Client
from tenants.scope import tenant_tx
from workflows import allowances, budgets, leases, records, trials
from workflows.allowances import RunLimit
from workflows.engine.attempts import Attempt, Series, Spent
from workflows.engine.course import Course
from workflows.engine.definition import Definition
from workflows.engine.inputs import RunFacts
from workflows.engine.tools import Tools
from workflows.leases import Claim, LostLease, Renewed
from workflows.models import Attempt as Row
from workflows.models import Call, Run, Version
from workflows.toolbox import nothing

RECENT = 20  # of a client's newest pieces, to tell what was said before
KEPT = 500  # definitions in memory
_definitions: dict[tuple[int, int], Definition] = {}


@dataclass
class InHand:
    """A run as its holder knows it."""

    held: Claim
    lease: Renewed
    course: Course
    facts: RunFacts
    ids: dict[tuple[Series, int], int]  # of the attempts that stand in rows
    minutes: float = 0.0  # of work
    cost: float = 0.0  # USD
    read_at: float = field(default_factory=time.monotonic)
    workflow: str = ""  # its slug
    budget_left: float | None = None  # the client's, when the run was read; None: it has none
    instead: Mapping[int, str] = field(default_factory=dict)  # document -> its words, for this trial only

    def __post_init__(self) -> None:
        self._cost_when_read = self.cost

    @property
    def limit(self) -> RunLimit | None:
        """What the run may cost at most, with what is known of its cost."""
        limit = allowances.limit_of(self.course.definition.limits)
        return limit and limit.after((Decimal(f"{self.cost:.6f}"), Decimal(0)))

    @property
    def spent(self) -> Spent:
        left, since = self.budget_left, self.cost - self._cost_when_read
        left = None if left is None else left - since
        limit = self.course.definition.limits.cost_usd
        return Spent(self.minutes, self.cost, budgets.least(limit, self.cost, left))

    @property
    def facts_now(self) -> RunFacts:
        return replace(self.facts, spent=self.spent)

    @cached_property
    def without_outside(self) -> Tools:
        """For steps that only compute."""
        return nothing(self.clock)

    def clock(self) -> datetime:
        """The database's time, carried on by this process's own."""
        return self.lease.now + timedelta(seconds=time.monotonic() - self.read_at)

    def renewed(self, lease: Renewed) -> None:
        self.lease, self.read_at = lease, time.monotonic()

    @property
    def open(self) -> list[Attempt]:
        return [attempt for attempt in self.course.attempts if attempt.state == "open"]


def load(claims: Sequence[Claim]) -> dict[UUID, InHand]:
    """Those that are still ours. One that can't be read is left out, and said in the log by whoever asked."""
    with tenant_tx(*{one.client_id for one in claims}):
        fenced = leases.fence(claims)
        ids = list(fenced)
        runs = _with_versions(Run.with_trials.in_bulk(ids))
        history = _history(ids)
        spent = _spent([run_id for run_id in ids if history.get(run_id)])
        facts = _Facts({one.client_id for one in claims})
        return {
            one.run_id: _in_hand(one, fenced[one.run_id], runs[one.run_id], history, spent, facts)
            for one in claims
            if one.run_id in runs
        }


def reload(held: Claim) -> InHand:
    """The run as it stands now, after somebody else wrote for it. Raises LostLease."""
    found = load([held]).get(held.run_id)
    if found is None:
        raise LostLease(held.run_id)
    return found


def definition_of(run: Run) -> Definition:
    """What was published never changes, so it is read once per process."""
    version = run.version
    if run.trial is not None or version.is_draft:
        return run.within
    key = (version.client_id, version.pk)
    if key not in _definitions:
        if len(_definitions) >= KEPT:
            _definitions.clear()
        _definitions[key] = version.definition
    return _definitions[key]


def _with_versions(runs: dict[UUID, Run]) -> dict[UUID, Run]:
    """Many runs are of one version, so each version is read once."""
    versions = Version.objects.select_related("workflow").in_bulk({run.version_id for run in runs.values()})
    for run in runs.values():
        run.version = versions[run.version_id]
    return runs


def _in_hand(
    held: Claim,
    lease: Renewed,
    run: Run,
    history: dict[UUID, list[Row]],
    spent: dict[UUID, tuple[float, float]],
    facts: "_Facts",
) -> InHand:
    rows = history.get(held.run_id, [])
    attempts = [records.brief(run), *map(records.as_attempt, rows)]
    minutes, cost = spent.get(held.run_id, (0.0, 0.0))
    return InHand(
        held,
        lease,
        Course(definition_of(run), attempts),
        facts.of(run),
        {((row.key, row.item), row.number): row.pk for row in rows},
        minutes,
        cost,
        workflow=run.workflow.slug,
        budget_left=facts.budget_left(run.client_id, lease.now),
        instead=trials.documents(run),
    )


def _history(ids: Sequence[UUID]) -> dict[UUID, list[Row]]:
    rows = defaultdict(list)
    for row in Row.objects.filter(run_id__in=ids).order_by("id"):
        rows[row.run_id].append(row)
    return rows


def _spent(ids: Sequence[UUID]) -> dict[UUID, tuple[float, float]]:
    """Run -> minutes of work and USD; a person's time doesn't count."""
    if not ids:
        return {}
    work = Row.objects.filter(run_id__in=ids, finished_at__isnull=False, by_person=False)
    took = dict(work.order_by().values_list("run_id").annotate(total=Sum(F("finished_at") - F("started_at"))))
    calls = Call.objects.filter(run_id__in=ids)
    cost = dict(calls.order_by().values_list("run_id").annotate(total=Sum("cost_usd")))
    none = timedelta()
    return {
        run_id: ((took.get(run_id) or none).total_seconds() / 60, float(cost.get(run_id) or 0))
        for run_id in ids
    }


def _recent(run: Run) -> tuple[tuple[str, str], ...]:
    """Only for those whose rules compare with them: they are long."""
    steps = definition_of(run).steps
    wanted = any(step.kind == "rules" and step.settings.get("no_repetition") for step in steps)
    return remembering.recent_pieces(run.client_id, RECENT, but=run.pk) if wanted else ()


class _Facts:
    """What is known of the clients, read once for all of their runs."""

    def __init__(self, clients: set[int]) -> None:
        self._clients = Client.objects.in_bulk(clients)
        self._forbidden = recall.forbidden_phrases(*clients)
        self._instead = recall.replacements(*clients)
        self._left: dict[int, float] = {}  # of those with a budget, as far as it was asked

    def of(self, run: Run) -> RunFacts:
        client = self._clients[run.client_id]
        return RunFacts(
            id=str(run.pk), client=client.name, workflow=run.workflow.name, language=client.language,
            forbidden=self._never(run), instead=self._instead.get(run.client_id, {}), recent=_recent(run),
            is_trial=run.trial is not None,
        )  # fmt: skip

    def _never(self, run: Run) -> tuple[str, ...]:
        if instead := trials.documents(run):
            return tuple(recall.forbidden_phrases(run.client_id, instead=instead)[run.client_id])
        return tuple(self._forbidden[run.client_id])

    def budget_left(self, client_id: int, now: datetime) -> float | None:
        client = self._clients[client_id]
        if client.budget_usd is None:
            return None
        if client_id not in self._left:
            self._left[client_id] = float(budgets.of_row(client, now).left)
        return self._left[client_id]
