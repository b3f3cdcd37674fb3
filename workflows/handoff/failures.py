"""The last runs that did not get to their end, each with what to do then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workflows.engine.definition import Definition
from workflows.handoff.troubles import Trouble
from workflows.models import Attempt, Run, Workflow

SHOWN = 5
OWNERS = {
    "agency": "The agency mends a setting, a key or its credit; then the step can be done again.",
    "us": "This looks like a fault of Baton itself: tell whoever keeps it, with the run’s address.",
}
ANYBODY = "Open the run: it says where it stands. What is done is kept, and the step can be done again."
STOPPED = (
    "It was stopped as its limits or a person’s decision say. Start a new run if the piece is still wanted."
)


@dataclass(frozen=True)
class Failure:
    at: datetime | None
    state: str
    step: str  # where; "" if the run as a whole
    sentence: str  # "" where the reader may not see what stands in runs
    do: str


def failures(
    workflow: Workflow, definition: Definition, known: Sequence[Trouble], *, sentences: bool
) -> tuple[Failure, ...]:
    """`known` are the troubles with their advice; a step that is gone from the definition has none."""
    ended = Run.objects.filter(client_id=workflow.client_id, version__workflow=workflow)
    rows = ended.filter(state__in=[Run.State.FAILED, Run.State.STOPPED], finished_at__isnull=False)
    shown = list(rows.order_by("-finished_at")[:SHOWN])
    last = _last_failed(shown)
    titles = {step.key: step.title or step.key for step in definition.steps}
    advice = {one.place: one.do for one in known}
    return tuple(_failure(run, last.get(run.pk), titles, advice, sentences) for run in shown)


def _last_failed(runs: Sequence[Run]) -> dict[UUID, Attempt]:
    rows = Attempt.objects.filter(run__in=runs, state="failed", forgiven=False)
    return {
        row.run_id: row
        for row in rows.order_by("run_id", "-id").distinct("run_id").only("run", "key", "owner")
    }


def _failure(
    run: Run,
    last: Attempt | None,
    titles: dict[str, str],
    advice: dict[tuple[str, str], str],
    sentences: bool,
) -> Failure:
    do = STOPPED if run.state == Run.State.STOPPED else ANYBODY
    if last:
        do = advice.get((last.key, "failed"), OWNERS.get(last.owner, do))
    return Failure(
        at=run.finished_at,
        state=run.get_state_display(),
        step=titles.get(last.key, "") if last else "",
        sentence=run.sentence if sentences else "",
        do=do,
    )
