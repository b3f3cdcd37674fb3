"""Open runs as a table of plain text, for a terminal."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models.functions import Now

from workflows import spans, standing
from workflows.models import Attempt, Run, Step

BAR = 8  # characters
FULL, EMPTY = "█", "░"
WIDTHS = {"workflow": 18, "state": 9, "bar": BAR + 6, "age": 9}
DONE = (Attempt.State.PASSED, Attempt.State.SKIPPED)


@dataclass(frozen=True)
class Line:
    id: UUID
    title: str
    workflow: str
    state: str
    done: int
    all: int
    age: str
    why: str  # it isn't at work; "" where it is


def lines(client_id: int, workflow: str = "", most: int = 50) -> tuple[list[Line], int]:
    """The oldest open runs, and how many there are in all."""
    rows = Run.objects.filter(client_id=client_id, state__in=Run.OPEN)
    if workflow:
        rows = rows.filter(version__workflow__slug=workflow)
    shown = rows.select_related("client", "version__workflow").annotate(clock=Now()).order_by("created_at")
    return [_line(run) for run in shown[:most]], rows.count()


def _line(run: Run) -> Line:
    done = run.attempts.filter(state__in=DONE).order_by().values("key").distinct().count()
    stands = standing.of(run)
    state = "Paused" if stands and stands.kind == "paused" else run.get_state_display()
    why = stands.why if stands else run.sentence
    age = spans.words(run.clock - run.created_at)  # type: ignore[attr-defined]
    steps = Step.objects.filter(version=run.version).count()
    return Line(run.pk, run.title, run.version.workflow.slug, state, done, steps, age, why)


def table(shown: Iterable[Line], width: int) -> str:
    """Two lines a run: where it is, and its id with why it isn't at work."""
    return "\n".join(part for line in shown for part in _drawn(line, width))


def _drawn(line: Line, width: int) -> tuple[str, str]:
    room = max(12, width - sum(WIDTHS.values()) - len(WIDTHS))
    first = " ".join(
        [
            _cut(line.title, room),
            _cut(line.workflow, WIDTHS["workflow"]),
            _cut(line.state, WIDTHS["state"]),
            _cut(f"{_bar(line)} {line.done}/{line.all}", WIDTHS["bar"]),
            line.age,
        ]
    )
    return first.rstrip(), f"  {line.id}  {line.why}"[:width].rstrip()


def _bar(line: Line) -> str:
    full = round(BAR * line.done / line.all) if line.all else 0
    return FULL * full + EMPTY * (BAR - full)


def _cut(text: str, room: int) -> str:
    return (text if len(text) <= room else text[: room - 1] + "…").ljust(room)
