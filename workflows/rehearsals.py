"""Trying a draft out: the same brief through the draft and through the published version, as trials, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Max, Min, QuerySet
from django.db.models.fields.json import KT

from tenants.models import User
from workflows import answering, intake, trials
from workflows.models import Run, Version, Workflow

PURPOSE = "try"


@dataclass(frozen=True)
class Begun:
    group: UUID
    left_out: str = ""  # why the published version isn't beside it


def begin(
    draft: Version,
    values: Mapping[str, Any],
    *,
    by: User | None = None,
    beside: Version | None = None,
    stepwise: bool = False,
) -> Begun:
    """`stepwise`: each rests after its first step, until it is sent on (workflows.stepping).

    Raises intake.BadBrief, Unpublishable where the draft has problems that keep it from running, and QueueFull.
    """
    answering.refuse_problems(draft)
    group, steps = uuid4(), int(stepwise)
    brief = read(draft, values)
    title = intake.title(draft.definition.fields, brief, draft.workflow)
    trials.start(draft, brief, title=title, by=by, group=group, purpose=PURPOSE, steps=steps)
    if beside is None:
        return Begun(group)
    known = {field.key for field in beside.definition.fields}
    try:
        same = read(beside, {key: value for key, value in brief.items() if key in known})
    except intake.BadBrief as bad:
        why = f"Version {beside.number} asks other questions, so it isn't tried beside it: {bad.problems[0].sentence}"
        return Begun(group, why)
    trials.start(beside, same, title=title, by=by, group=group, purpose=PURPOSE, steps=steps)
    return Begun(group)


def read(version: Version, values: Mapping[str, Any]) -> dict[str, Any]:
    """The brief as this version's form reads it. Raises intake.BadBrief."""
    fields = version.definition.fields
    checked = intake.check(fields, values)
    if not checked.ok:
        raise intake.BadBrief(checked.problems)
    return intake.with_files(version.client_id, fields, checked.values)


def of_group(workflow: Workflow, group: UUID) -> list[Run]:
    """The draft's run first. Empty for a group of another workflow."""
    rows = trials.of_group(workflow.client_id, group)
    return list(rows.filter(version__workflow=workflow, trial__purpose=PURPOSE))


def latest(workflow: Workflow, count: int = 8) -> Sequence[Mapping[str, Any]]:
    """The newest tries: group, title and begun_at of each."""
    rows: QuerySet = Run.with_trials.filter(
        client_id=workflow.client_id, version__workflow=workflow, trial__purpose=PURPOSE
    )
    named = rows.order_by().values(group=KT("trial__group"))
    return list(named.annotate(title=Max("title"), begun_at=Min("created_at")).order_by("-begun_at")[:count])
