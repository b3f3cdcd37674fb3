"""A step's answer in a trial, replaced by hand. The trial goes on from there: all below it is done with the new answer.

Nothing is rewritten: the answer is a new attempt of the step from the same input, as if the step had made it. Only in
trials, where nothing is delivered: in a real run only a person's review may put words into a piece.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from tenants.models import User
from workflows import doorbell, leases, pausing
from workflows.engine import parts, parts_text
from workflows.engine.definition import Step
from workflows.engine.kinds import role, transform
from workflows.models import Attempt, Run
from workflows.models.event import record

AT_WORK = "The trial is at work. Wait until it rests, then replace the answer."
NOT_LAST = "There is a newer answer of this step. Replace that one."
NOTHING = "A delivery sends nothing in a trial, so there is no answer to replace."
EMPTY = "Write what the step should hand on."


class Impossible(Exception):
    """The answer can't be replaced. Its text is the sentence that says why."""


def writes(step: Step) -> bool:
    """Whether its answer is a text; else it is a verdict."""
    return role(step.kind) not in ("gate", "delivery")


@transaction.atomic
def replace(run: Run, row: Attempt, answer: Mapping[str, Any], by: User) -> Attempt:
    """`answer`: {"text": …}, or part's name -> its value for a step that writes parts; anything for a gate, which then
    counts as passed. Raises Impossible."""
    leases.lock(run.pk)
    run.refresh_from_db()
    step = run.definition.graph.steps.get(row.key)
    _refuse(run, row, step)
    assert step is not None
    made = Attempt.objects.create(
        client_id=run.client_id,
        run=run,
        key=row.key,
        item=row.item,
        number=row.number + 1,
        state=Attempt.State.PASSED,
        consumed=row.consumed,
        output=_output(step, row, answer),
        by_person=role(step.kind) == "review",  # the reviewer approves exactly this
        note=f"Written by hand, by {by}." if writes(step) else f"Counted as passed, by {by}.",
    )
    Attempt.objects.filter(pk=made.pk).update(finished_at=F("started_at"))
    run.state, run.sentence, run.finished_at = Run.State.QUEUED, "", None
    run.save(update_fields=["state", "sentence", "finished_at"])
    pausing.queue_again(run)
    leases.wake(run.pk)
    words = f"The answer of “{step.title or step.key}” was replaced by hand."
    record(run.client_id, "trial.replaced", run=run.pk, by=by, sentence=words, step_key=step.key)
    doorbell.ring()
    return made


def _refuse(run: Run, row: Attempt, step: Step | None) -> None:
    if run.trial is None or step is None or role(step.kind) == "delivery":
        raise Impossible(NOTHING)
    if run.state in (Run.State.QUEUED, Run.State.RUNNING):
        raise Impossible(AT_WORK)
    if run.attempts.filter(key=row.key, item=row.item, number__gt=row.number).exists():
        raise Impossible(NOT_LAST)


def _output(step: Step, row: Attempt, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Who wrote before still counts as the writer: another model judges."""
    if not writes(step):
        return {name: row.output[name] for name in ("text", "data") if name in row.output}
    kept = {name: value for name, value in row.output.items() if name not in ("text", "data")}
    if step.kind == "generate" and step.read.output == "json":
        return kept | _in_parts(step, answer)
    text = str(answer.get("text", "")).replace("\r\n", "\n").strip()
    if not text:
        raise Impossible(EMPTY)
    if step.kind == "transform" and step.read.output == "lines":
        return kept | {"text": text, "data": transform.lines(text)}
    return kept | {"text": text}


def _in_parts(step: Step, answer: Mapping[str, Any]) -> dict[str, Any]:
    sent = {
        part.name: str(answer.get(part.name, "")).replace("\r\n", "\n").strip() for part in step.read.parts
    }
    data = {part.name: parts_text.read(sent[part.name], part) for part in step.read.parts}
    if problem := parts.wrong(data, step.read.parts):
        raise Impossible(f"That can't be used: {problem}.")
    return {"text": parts_text.as_text(data, step.read.parts), "data": data}
