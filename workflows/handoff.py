"""The handoff page as one plain value, made from a version and nothing else that could drift from it.

It is shown as a page, printed, and as Markdown (templates/handoff/). It holds no secret: what looks like one
inside a template or an address is masked.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from pydantic import BaseModel

from tenants.masking import masked
from workflows import answering, lineup
from workflows.changes import changes
from workflows.diagram import both, mermaid
from workflows.engine.definition import Definition, Field, Limits, Step
from workflows.engine.kinds import KINDS
from workflows.forms.questions import KINDS as ANSWERS
from workflows.forms.settings import SHOWN_IF
from workflows.forms.shape import label, shape
from workflows.forms.telling import told
from workflows.models import Version, Workflow
from workflows.providers.registry import Registry
from workflows.providers.router import today

TEXTS = ("prompt", "instructions", "template", "url")  # shown whole, under their own titles
OWN_PLACE = {*TEXTS, "criteria", "parts", "route"}
SAMPLES: Mapping[str, Any] = {
    "number": 3,
    "date": "2026-12-01",
    "url": "https://example.com/",
    "list": ["First", "Second"],
    "yes_no": True,
    "files": ["the id that POST /api/v1/files gave"],
}

LogLine = tuple[int, str, datetime | None, tuple[str, ...]]
"""A version's number, notes, day, and what changed against the one before."""


@dataclass(frozen=True)
class Question:
    key: str
    label: str
    answer: str  # the kind of answer, in words
    required: bool
    help: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class StepPage:
    """One step, told to somebody who has never seen it."""

    number: int
    key: str
    kind: str
    title: str
    kind_label: str
    sentence: str
    explained: str
    after: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]  # title, text: prompts and templates as they are written
    facts: tuple[tuple[str, str], ...]  # every other setting that says something
    criteria: tuple[Mapping[str, Any], ...]
    parts: tuple[Mapping[str, Any], ...]
    models: tuple[str, ...]  # in the order in which they are asked


@dataclass(frozen=True)
class Handoff:
    client: str
    name: str
    slug: str
    version: int
    published_at: datetime | None
    published_by: str
    purpose: str
    owner: str
    owner_email: str
    cadence: str
    minutes_by_hand: int | None
    questions: tuple[Question, ...]
    steps: tuple[StepPage, ...]
    limits: tuple[str, ...]
    offline: bool
    diagrams: tuple[str, str]  # wide, narrow
    mermaid: str
    form_url: str
    curl: str
    inputs: str  # a brief as JSON
    command: str
    schedules: tuple[str, ...]  # those that are switched on, each in words
    log: tuple[LogLine, ...]


def handoff(version: Version) -> Handoff:
    workflow, definition = version.workflow, version.definition
    models = lineup.of_client(version.client_id)
    sample = {field.key: _sample(field) for field in definition.fields}
    return Handoff(
        client=workflow.client.name,
        name=workflow.name,
        slug=workflow.slug,
        version=version.number,
        published_at=version.published_at,
        published_by=str(version.published_by or ""),
        purpose=masked(workflow.purpose),
        owner=str(workflow.owner or ""),
        owner_email=workflow.owner.email if workflow.owner else "",
        cadence=workflow.cadence,
        minutes_by_hand=workflow.minutes_by_hand,
        questions=tuple(_question(field) for field in definition.fields),
        steps=tuple(_step(n, step, definition, models) for n, step in enumerate(definition.steps, 1)),
        limits=tuple(_limits(definition.limits)),
        offline=models.is_offline,
        diagrams=both(definition),
        mermaid=mermaid(definition),
        form_url=f"{settings.SITE_URL}/portal/request/{workflow.pk}/",
        curl=_curl(workflow.slug, sample),
        inputs=json.dumps(sample, indent=2, ensure_ascii=False),
        command=f"bin/manage run {workflow.client.slug}/{workflow.slug} --inputs brief.json --json",
        schedules=tuple(_schedules(workflow)),
        log=tuple(_log(version)),
    )


def _question(field: Field) -> Question:
    answer = ANSWERS[field.kind].lower()
    if field.max_length:
        answer += f", at most {field.max_length:,} {'entries' if field.kind == 'list' else 'characters'}"
    return Question(field.key, field.label, answer, field.required, field.help, field.options)


def _step(number: int, step: Step, definition: Definition, models: Registry) -> StepPage:
    kind = KINDS.get(step.kind)
    explained = str(kind.module.explain(step, definition)) if kind else ""
    titles = {other.key: other.title or other.key for other in definition.steps}
    return StepPage(
        number=number,
        key=step.key,
        kind=step.kind,
        title=step.title or step.key,
        kind_label=kind.label if kind else step.kind,
        sentence=masked(step.purpose or explained),
        explained=masked(explained) if step.purpose else "",
        after=tuple(titles.get(need, need) for need in step.needs),
        texts=tuple(_texts(step)),
        facts=tuple(
            (name, masked(words)) for name, words in _facts(step, titles | dict(answering.choices(models)))
        ),
        criteria=tuple(step.settings.get("criteria") or ()),
        parts=tuple(step.settings.get("parts") or ()) if step.settings.get("output") == "json" else (),
        models=_models(step, models),
    )


def _models(step: Step, registry: Registry) -> tuple[str, ...]:
    """Those that would be asked today, the pinned one alone and without those that are excluded."""
    found = answering.answering(step, registry, today())
    return tuple(choice.name for choice in found.choices) if found else ()


def _settings(step: Step) -> type[BaseModel] | None:
    return KINDS[step.kind].module.Settings if step.kind in KINDS else None


def _default(step: Step, name: str) -> Any:
    model = _settings(step)
    field = model.model_fields.get(name) if model else None
    return field.get_default() if field and not field.is_required() else None


def _texts(step: Step) -> Iterator[tuple[str, str]]:
    model = _settings(step)
    for name in TEXTS:
        text = step.settings.get(name)
        if text and model and name in model.model_fields:
            yield label(name, model.model_fields[name]), masked(str(text))


def _facts(step: Step, titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    model = _settings(step)
    for name, info in model.model_fields.items() if model else ():
        value = step.settings.get(name, _default(step, name))
        other, choice = SHOWN_IF.get(name, ("", None))
        idle = bool(other) and step.settings.get(other, _default(step, other)) != choice
        if name in OWN_PLACE or idle or shape(info).holds == "rows":
            continue
        if name in ("subject", "back_to", "pin"):
            value = titles.get(value, value)
        elif name == "exclude":
            value = [titles.get(one, one) for one in value]
        words = told(name, info, value)
        if words:
            yield label(name, info), words
    if step.settings.get("route") or _default(step, "route"):
        yield "Route", str(step.settings.get("route") or _default(step, "route"))
    yield from _when(step)


def _when(step: Step) -> Iterator[tuple[str, str]]:
    if step.when:
        yield "Only if", step.when
    if step.for_each:
        yield "For each of", step.for_each
        yield (
            "If one entry fails",
            {"fail": "the run stops", "leave_out": "it is left out"}[step.on_item_failure],
        )
    yield "Tries again", f"{step.retries} time{'' if step.retries == 1 else 's'} after trouble outside"
    yield "Gives up after", f"{step.timeout} seconds a try"


def _limits(limits: Limits) -> Iterator[str]:
    yield f"Gates may send a piece back {limits.revisions} time{'' if limits.revisions == 1 else 's'}."
    yield f"A reviewer may ask for changes {limits.changes} time{'' if limits.changes == 1 else 's'}."
    yield f"A run may take {limits.attempts:,} attempts and {limits.minutes} minutes of work."
    if limits.cost_usd is not None:
        yield f"A run may cost ${limits.cost_usd:g}."


def _sample(field: Field) -> Any:
    if field.kind in ("choice", "choices") and field.options:
        return field.options[0] if field.kind == "choice" else [field.options[0]]
    return SAMPLES.get(field.kind, field.label)


def _curl(slug: str, sample: Mapping[str, Any]) -> str:
    body = json.dumps({"inputs": sample}, indent=2, ensure_ascii=False).replace("'", "'\\''")
    return "\n".join(
        [
            f"curl {settings.SITE_URL}/api/v1/workflows/{slug}/runs \\",
            '  --header "Authorization: Bearer $BATON_KEY" \\',
            '  --header "Idempotency-Key: $(uuidgen)" \\',
            '  --header "Content-Type: application/json" \\',
            f"  --data '{body}'",
        ]
    )


def _schedules(workflow: Workflow) -> Iterator[str]:
    for schedule in workflow.schedules.filter(enabled=True):
        yield f"{schedule.name}: {schedule.words}, {schedule.timezone} time"


def _log(version: Version) -> Iterator[LogLine]:
    """Newest first, up to this version."""
    earlier: Sequence[Version] = list(
        version.workflow.versions.filter(number__lte=version.number)
        .exclude(state=Version.State.ASIDE)
        .order_by("number")
    )
    lines: list[LogLine] = []
    before: Definition | None = None
    for one in earlier:
        now = one.definition
        told = tuple(changes(before, now)) if before else ()
        lines.append((one.number, one.notes, one.published_at, told))
        before = now
    yield from reversed(lines)
