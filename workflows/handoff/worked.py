"""A worked example: one real run that somebody chose, from its brief to its piece. Its texts are the client's own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tenants.models import User
from workflows.engine.definition import Definition, Field, Step
from workflows.engine.kinds import KINDS
from workflows.models import Attempt, HandoffExample, Run, Workflow

LONGEST = 1_500  # characters of what a step made; the piece itself is shown whole
OFFERED = 50  # runs to choose from


@dataclass(frozen=True)
class Stage:
    title: str
    kind: str
    words: str  # how it came out
    text: str  # what came out; "" where it only handed on


@dataclass(frozen=True)
class Worked:
    run: UUID
    title: str
    version: int
    ended: datetime | None
    answers: tuple[tuple[str, str], ...]  # question, answer
    stages: tuple[Stage, ...]
    pieces: tuple[str, ...]


def offered(workflow: Workflow) -> list[Run]:
    """Finished runs, newest first."""
    rows = Run.objects.filter(client_id=workflow.client_id, version__workflow=workflow, state=Run.State.DONE)
    return list(rows.order_by("-finished_at")[:OFFERED])


def chosen(workflow: Workflow) -> Run | None:
    found = HandoffExample.objects.filter(client_id=workflow.client_id, workflow=workflow)
    row = found.select_related("run__version").first()
    return row.run if row else None


@transaction.atomic
def choose(workflow: Workflow, run: Run | None, by: User | None) -> None:
    """None: no example any more."""
    HandoffExample.objects.filter(client_id=workflow.client_id, workflow=workflow).delete()
    if run:
        HandoffExample.objects.create(client_id=workflow.client_id, workflow=workflow, run=run, chosen_by=by)


def worked(run: Run) -> Worked:
    definition = run.definition
    return Worked(
        run=run.pk,
        title=run.title,
        version=run.version.number,
        ended=run.finished_at,
        answers=tuple(_answers(definition, run.brief)),
        stages=tuple(_stages(run, definition)),
        pieces=tuple(piece.text for piece in run.deliveries.order_by("step_key", "item")),
    )


def _answers(definition: Definition, brief: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field in definition.fields:
        words = _answer(field, brief.get(field.key))
        if words:
            yield field.label, words


def _answer(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return "; ".join(str(one.get("name", "")) if isinstance(one, dict) else str(one) for one in value)
    return "" if value is None else str(value)


def _stages(run: Run, definition: Definition) -> Iterator[Stage]:
    rows: dict[str, list[Attempt]] = {}
    for row in run.attempts.order_by("id"):
        rows.setdefault(row.key, []).append(row)
    for step in definition.steps:
        if found := rows.get(step.key):
            yield _stage(step, found)


def _stage(step: Step, rows: list[Attempt]) -> Stage:
    last = rows[-1]
    makes = step.kind in ("generate", "transform", "fetch")
    text = str(last.output.get("text", "")) if makes else ""
    cut = f"{text[:LONGEST].rstrip()} …" if len(text) > LONGEST else text
    label = KINDS[step.kind].label if step.kind in KINDS else step.kind
    return Stage(step.title or step.key, label, _how(last, len(rows)), cut)


def _how(last: Attempt, tries: int) -> str:
    words = ["Flagged for a person" if last.flagged else last.get_state_display()]
    if tries > 1:
        words.append(f"after {tries} attempts")
    scores = ", ".join(f"{key.replace('_', ' ')} {score:g}" for key, score in last.scores.items())
    return f"{' '.join(words)}{f'. Scores: {scores}' if scores else ''}."
