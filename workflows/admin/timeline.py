"""A run's rows as what a person reads: entries of the timeline, one attempt in full, sums, the brief."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum
from django.utils.timezone import now

from workflows import revised
from workflows.costs.calls import cost_by
from workflows.costs.words import Cost
from workflows.diagram import StepState
from workflows.engine.definition import Definition, Step
from workflows.engine.kinds import KINDS
from workflows.files import drawn, is_files
from workflows.models import Attempt, Event, Run

STATES = {"open": "running"}  # the diagram's words where they differ from the rows'
SHOWN_EVENTS = 200


Costs = Mapping[int, dict[str, Any]]
"""Attempt's id -> its tokens and its cost."""


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    attempt: Attempt
    place: str  # “round 2”, “round 2, try 3”; "" where it is the first
    title: str
    kind: str
    state: str  # as the diagram calls it
    words: str  # what became of it
    seconds: float | None
    tokens: int
    cost: Cost

    @property
    def took(self) -> str:
        """A step's own work to a tenth of a second; a person's time in words."""
        seconds = max(0.0, self.seconds or 0)
        return f"{seconds:.1f} s" if seconds < 60 else spoken(int(seconds))


@dataclass(frozen=True)
class Sums:
    calls: int
    tokens: int
    cost: Cost
    took: timedelta

    @property
    def took_words(self) -> str:
        """Two units at most: 42 s, 3 min 5 s, 2 h 10 min, 3 d 4 h."""
        return spoken(int(self.took.total_seconds()))


def spoken(left: int) -> str:
    """Seconds in words: two units at most."""
    words = list[str]()
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        if left >= size or (unit == "s" and not words):
            words.append(f"{left // size} {unit}")
            left %= size
    return " ".join(words[:2])


def state_of(row: Attempt) -> str:
    if row.is_mark:
        return "again"
    if row.flagged:
        return "flagged"
    return STATES.get(row.state, str(row.state))


def states(definition: Definition, attempts: Sequence[Attempt]) -> dict[str, StepState]:
    """Step key -> its last attempt's state; for a step with items how many are through."""
    by_key: dict[str, list[Attempt]] = {}
    for row in attempts:
        if not row.is_mark:  # the diagram shows what the steps made
            by_key.setdefault(row.key, []).append(row)
    found = {key: _state(rows) for key, rows in by_key.items()}
    return {"brief": StepState("passed")} | found


def _state(rows: Sequence[Attempt]) -> StepState:
    last = {row.item: row for row in rows}
    kinds = [state_of(row) for row in last.values()]
    worst = next(
        (s for s in ("failed", "running", "waiting", "rejected", "flagged") if s in kinds), kinds[-1]
    )
    if len(last) > 1:
        through = sum(kind in ("passed", "flagged", "skipped") for kind in kinds)
        return StepState(worst, f"{through} of {len(last)}")
    return StepState(worst, _places(rows)[rows[-1].pk])


def _places(attempts: Sequence[Attempt]) -> dict[int, str]:
    """Where in its step's history an attempt stands: “round 2”, “try 3”. A round ends with a word that counts; whatever
    failed or had to wait is tried again within it."""
    rounds: Counter[tuple[str, int | None]] = Counter()
    tries: Counter[tuple[str, int | None]] = Counter()
    found = {}
    for row in attempts:
        series = (row.key, row.item)
        tries[series] += 1
        said = (("round", rounds[series] + 1), ("try", tries[series]))
        found[row.pk] = ", ".join(f"{word} {number}" for word, number in said if number > 1)
        if row.state in (Attempt.State.PASSED, Attempt.State.REJECTED):
            rounds[series], tries[series] = rounds[series] + 1, 0
    return found


def entries(run: Run, definition: Definition, attempts: Sequence[Attempt], costs: Costs) -> list[Entry]:
    answered, places = _answered(run, attempts), _places(attempts)
    steps = {step.key: step for step in definition.steps}
    return [
        _entry(row, steps.get(row.key), costs.get(row.pk, {}), answered.get(row.pk, ""), places[row.pk])
        for row in attempts
    ]


def _answered(run: Run, attempts: Sequence[Attempt]) -> dict[int, str]:
    """For each revision how many findings it addressed; nothing is worked out for a run without any."""
    if not any(row.key in row.consumed for row in attempts):
        return {}
    found = revised.of_run(run)
    at = {row.pk: found.get(((row.key, row.item), row.number), ()) for row in attempts}
    return {pk: revised.summed(answers) for pk, answers in at.items() if answers}


def _entry(row: Attempt, step: Step | None, spent: dict[str, Any], answered: str, place: str) -> Entry:
    ended = row.finished_at or (now() if row.state == Attempt.State.OPEN else None)
    return Entry(
        attempt=row,
        place=place,
        title=(step.title if step else "") or row.key,
        kind=KINDS[step.kind].label if step and step.kind in KINDS else "",
        state=state_of(row),
        words=" ".join(filter(None, [row.note or _words(row), answered])),
        seconds=(ended - row.started_at).total_seconds() if ended else None,
        tokens=(spent.get("input") or 0) + (spent.get("output") or 0),
        cost=spent.get("cost", Cost()),
    )


def _words(row: Attempt) -> str:
    count = len(row.findings)
    if count:
        return f"{count} finding{'' if count == 1 else 's'}"
    return ""


def costs_of(run: Run) -> Costs:
    """Attempt → its tokens and its cost."""
    tokens = (
        run.calls.order_by()
        .values("attempt")
        .annotate(input=Sum("input_tokens"), output=Sum("output_tokens"))
    )
    costs = cost_by(run.calls.all(), "attempt")
    return {
        row["attempt"]: {**row, "cost": costs[row["attempt"]]} for row in tokens if row["attempt"] in costs
    }


@dataclass(frozen=True)
class StepCost:
    title: str
    tokens: int
    cost: Cost


def by_step(entries: Sequence[Entry]) -> list[StepCost]:
    """What each step has cost in all of its tries, in the order in which they began; only those that asked a model."""
    found: dict[str, StepCost] = {}
    for entry in entries:
        key = entry.attempt.key
        before = found.get(key, StepCost(entry.title, 0, Cost()))
        found[key] = StepCost(entry.title, before.tokens + entry.tokens, before.cost + entry.cost)
    return [step for step in found.values() if step.cost.calls]


def sums(run: Run, costs: Costs) -> Sums:
    spent = list(costs.values())
    cost = sum((row["cost"] for row in spent), Cost())
    return Sums(
        calls=cost.calls,
        tokens=sum((row["input"] or 0) + (row["output"] or 0) for row in spent),
        cost=cost,
        took=(run.finished_at or now()) - run.created_at,
    )


def brief(run: Run) -> list[tuple[str, str]]:
    """(question, answer) in the form's order; lists have an entry a line."""
    return [(field.label, answer(run.brief.get(field.key))) for field in run.definition.fields]


def answer(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return drawn(value) if is_files(value) else "\n".join(str(entry) for entry in value)
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Line:
    """One event in words."""

    at: datetime
    words: str
    by: str


def events(run: Run) -> list[Line]:
    """What people did and what the run said, newest first; the steps stand in the timeline."""
    rows = Event.objects.filter(run=run.pk).exclude(kind__startswith="step.").select_related("by")
    return [_line(event) for event in rows.order_by("-id")[:SHOWN_EVENTS]]


def _line(event: Event) -> Line:
    plain = event.kind.replace(".", " ").capitalize()
    words = f"{plain}: {event.sentence}" if event.sentence else plain
    return Line(event.at, words, str(event.by or ""))


def reviews_of(run: Run) -> list[Any]:
    """Reviews belong to an app above this one, which hangs them on the run."""
    return list(run.reviews.order_by("-opened_at")) if hasattr(run, "reviews") else []


def fingerprint(run: Run, attempts: Sequence[Attempt]) -> str:
    """Changes whenever the page would."""
    settled = sum(row.finished_at is not None for row in attempts)
    calls = run.calls.count()
    last: datetime | None = max((row.finished_at for row in attempts if row.finished_at), default=None)
    return (
        f"{run.state}-{run.priority}-{len(attempts)}-{settled}-{calls}-{last.timestamp() if last else 0:.3f}"
    )
