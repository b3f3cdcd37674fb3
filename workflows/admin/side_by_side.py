"""Trials beside each other: step by step, what each made of it, and the words in which they differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from memory.prose.diffing import diff
from memory.prose.rendering import render
from workflows import stepping
from workflows.admin.timeline import state_of
from workflows.costs.calls import cost_by, cost_of
from workflows.costs.words import Cost
from workflows.diagram.nodes import GLYPHS
from workflows.engine.definition import Step
from workflows.engine.kinds import KINDS, role
from workflows.models import Attempt, Run

LONGEST = 200  # steps of the two together


@dataclass(frozen=True)
class Side:
    run: Run
    label: str
    cost: Cost
    through: int  # steps that are done
    steps: int
    next: Step | None  # before which it waits, where it goes step by step
    held: str  # the limit that keeps it from that step

    @property
    def waits(self) -> bool:
        return bool(self.next and not self.held)


@dataclass(frozen=True)
class Earlier:
    """A round of a step that another one followed."""

    attempt: Attempt
    state: str
    text: SafeString

    @property
    def glyph(self) -> str:
        return GLYPHS.get(self.state, "")


@dataclass(frozen=True)
class Cell:
    """One step on one side; of a step that runs for each entry of a list, one entry."""

    attempt: Attempt
    label: str  # of its side
    state: str
    text: SafeString
    cost: Cost
    may_replace: bool
    is_verdict: bool
    earlier: tuple["Earlier", ...]  # what was tried, refused or replaced before, the latest first

    @property
    def glyph(self) -> str:
        return GLYPHS.get(self.state, "")


@dataclass(frozen=True)
class Row:
    key: str
    title: str
    kind: str
    cells: tuple[Cell | None, ...]
    entry: int | None  # from 1
    difference: SafeString  # from the last side to the first: what the draft made other


def label(run: Run) -> str:
    drafted = bool((run.trial or {}).get("definition"))
    return (
        f"The draft, version {run.version.number}" if drafted else f"Version {run.version.number}, published"
    )


def sides(runs: Sequence[Run]) -> list[Side]:
    return [_side(run) for run in runs]


def _side(run: Run) -> Side:
    done = run.attempts.filter(state__in=[Attempt.State.PASSED, Attempt.State.SKIPPED])
    through = done.order_by().values("key").distinct().count()
    step = stepping.following(run)
    held = stepping.held(run) if step else ""
    return Side(run, label(run), cost_of(run.calls.all()), through, len(run.definition.steps), step, held)


def rows(runs: Sequence[Run]) -> tuple[list[Row], int]:
    """The steps of the first side in the order of its process, then those that only the others have; and how many
    more there are than a page shows."""
    found = [_rounds(run) for run in runs]
    costs = [cost_by(run.calls.all(), "attempt") for run in runs]
    names = {s.key: s for run in runs[::-1] for s in run.definition.steps}
    order = dict.fromkeys(key for run in runs for key in run.definition.graph.order)
    places = [(k, i) for k in order for i in _items(found, k)]
    made = []
    for key, item in places[:LONGEST]:
        step = names[key]
        cells = tuple(
            _cell(run, cost, here.get((key, item), []))
            for run, cost, here in zip(runs, costs, found, strict=True)
        )
        kind = KINDS[step.kind].label if step.kind in KINDS else step.kind
        entry = None if item is None else item + 1
        made.append(Row(key, step.title or key, kind, cells, entry, _difference(cells)))
    return made, max(0, len(places) - LONGEST)


def _rounds(run: Run) -> dict[tuple[str, int | None], list[Attempt]]:
    """The rounds of each step, in order."""
    found: dict[tuple[str, int | None], list[Attempt]] = {}
    for row in run.attempts.order_by("number"):
        if not row.is_mark:
            found.setdefault((row.key, row.item), []).append(row)
    return found


def _items(found: Sequence[dict[Any, list[Attempt]]], key: str) -> list[int | None]:
    items = {item for here in found for k, item in here if k == key}
    return sorted(items, key=lambda item: -1 if item is None else item) or [None]


def _cell(run: Run, costs: dict[Any, Cost], rounds: Sequence[Attempt]) -> Cell | None:
    if not rounds:
        return None
    *before, row = rounds
    step = run.definition.graph.steps[row.key]
    gate = role(step.kind) == "gate"
    refused = row.flagged or row.state != Attempt.State.PASSED
    may = not run.is_open and role(step.kind) != "delivery" and row.state != Attempt.State.SKIPPED
    may = may and (refused or not gate)
    earlier = tuple(Earlier(one, state_of(one), _shown(one, gate)) for one in before[::-1])
    cost = costs.get(row.pk, Cost())
    return Cell(row, label(run), state_of(row), _shown(row, gate), cost, may, gate, earlier)


def _shown(row: Attempt, gate: bool) -> SafeString:
    text = "" if gate else row.output.get("text") or ""
    return SafeString(render(text, sink=2)) if text else SafeString("")


def _difference(cells: tuple[Cell | None, ...]) -> SafeString:
    texts = [cell.attempt.output.get("text") or "" if cell and cell.text else "" for cell in cells]
    if len(texts) < 2 or not all(texts) or texts[0] == texts[1]:
        return SafeString("")
    return diff(texts[1], texts[0], sink=2)


def fingerprint(runs: Sequence[Run]) -> str:
    """Another as soon as something happened."""
    told = [f"{run.state}.{run.attempts.count()}.{_settled(run)}.{run.calls.count()}" for run in runs]
    return "-".join(told)


def _settled(run: Run) -> int:
    return run.attempts.filter(finished_at__isnull=False).count()
