"""The handoff page as one plain value, made from a version, what was measured, and nothing else that could drift.

It is shown as a page, printed, and as Markdown (templates/handoff/). It holds no secret: what looks like one
inside a template or an address is masked. What it says beyond the definition depends on who reads it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from workflows import asking, lineup
from workflows.allowances import CHEAP
from workflows.diagram import both, mermaid
from workflows.engine.definition import Limits
from workflows.handoff import calls
from workflows.handoff.failures import Failure, failures
from workflows.handoff.figures import Figures, figures
from workflows.handoff.glossary import Question, question
from workflows.handoff.log import LogLine, log
from workflows.handoff.sealing import sealed, sealed_definition
from workflows.handoff.steps import StepPage, step_page
from workflows.handoff.troubles import Trouble, counts, troubles
from workflows.handoff.worked import Worked, chosen, worked
from workflows.models import Version, Workflow
from workflows.providers.registry import Registry

MADE = (
    "diagrams",
    "mermaid",
    "curl",
    "python",
    "inputs",
    "command",
    "uploads",
    "form_url",
    "slug",
    "owner_email",
)
"""Made of what is sealed already, and damaged by being masked: they say “Authorization: Bearer $BATON_KEY”."""


@dataclass(frozen=True)
class Reader:
    """Who reads: by default somebody who may know how the workflow works and nothing of what it made."""

    costs: bool = False
    example: bool = False  # the run that was chosen, with its texts
    sentences: bool = False  # what failed runs say of themselves
    people: bool = False  # who decides, by name; the scope has to hold the agency


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
    uploads: tuple[str, ...]  # names of the files that the examples send first
    curl: str
    python: str
    inputs: str  # a brief as JSON
    command: str
    schedules: tuple[str, ...]  # those that are switched on, each in words
    figures: Figures
    failures: tuple[Failure, ...]
    troubles: tuple[Trouble, ...]
    example: Worked | None
    log: tuple[LogLine, ...]
    deciders: tuple[tuple[str, tuple[str, ...]], ...]  # a review's title, and whom it asks

    def of_kinds(self, *kinds: str) -> tuple[StepPage, ...]:
        return tuple(step for step in self.steps if step.kind in kinds)

    @property
    def reviews(self) -> tuple[StepPage, ...]:
        return self.of_kinds("review")

    @property
    def gates(self) -> tuple[StepPage, ...]:
        return self.of_kinds("rules", "rubric")


def handoff(version: Version, reader: Reader = Reader(), models: Registry | None = None) -> Handoff:
    """`models`: the client's line-up, where the caller knows it already."""
    workflow, definition = version.workflow, version.definition
    models = models or lineup.of_client(version.client_id)
    sample = {field.key: sealed(calls.sample(field)) for field in definition.fields}
    files = [field.key for field in definition.fields if field.kind == "files"]
    steps = tuple(step_page(n, step, definition, models) for n, step in enumerate(definition.steps, 1))
    schedules = tuple(_schedules(workflow))
    asked = {step.key: step.models for step in steps}
    known = troubles(definition, asked, counts(workflow), bool(schedules))
    example = chosen(workflow) if reader.example else None
    drawn = sealed_definition(definition)
    value = Handoff(
        client=workflow.client.name,
        name=workflow.name,
        slug=workflow.slug,
        version=version.number,
        published_at=version.published_at,
        published_by=str(version.published_by or ""),
        purpose=workflow.purpose,
        owner=str(workflow.owner or ""),
        owner_email=workflow.owner.email if workflow.owner else "",
        cadence=workflow.cadence,
        minutes_by_hand=workflow.minutes_by_hand,
        questions=tuple(question(field, definition, sample[field.key]) for field in definition.fields),
        steps=steps,
        limits=tuple(_limits(definition.limits)),
        offline=models.is_offline,
        diagrams=both(drawn),
        mermaid=mermaid(drawn),
        form_url=f"{settings.SITE_URL}/portal/request/{workflow.pk}/",
        uploads=tuple(map(calls.file_name, files)),
        curl=calls.curl(workflow.slug, sample, files),
        python=calls.python(workflow.slug, sample, files),
        inputs=calls.as_json({key: value for key, value in sample.items() if key not in files}),
        command=calls.command(f"{workflow.client.slug}/{workflow.slug}", files),
        schedules=schedules,
        figures=figures(workflow, costs=reader.costs),
        failures=failures(workflow, definition, known, sentences=reader.sentences),
        troubles=known,
        example=worked(example) if example else None,
        log=tuple(log(version)),
        deciders=tuple(_deciders(version)) if reader.people else (),
    )
    return sealed(value, except_for=MADE)


def _deciders(version: Version) -> Iterator[tuple[str, tuple[str, ...]]]:
    for step, people in asking.deciders(version):
        yield step.title or step.key, tuple(map(str, people))


def _limits(limits: Limits) -> Iterator[str]:
    yield f"Gates may send a piece back {limits.revisions} time{'' if limits.revisions == 1 else 's'}."
    yield f"A reviewer may ask for changes {limits.changes} time{'' if limits.changes == 1 else 's'}."
    yield f"A run may take {limits.attempts:,} attempts and {limits.minutes} minutes of work."
    if limits.cost_usd is not None:
        saves = (
            f"its steps ask the route “{CHEAP}” only"
            if limits.cost_when_tight == "degrade"
            else "its page says so"
        )
        yield f"A run may cost ${limits.cost_usd:g}. From {limits.cost_warn_percent} % of that on {saves}."


def _schedules(workflow: Workflow) -> Iterator[str]:
    for schedule in workflow.schedules.filter(enabled=True):
        yield f"{schedule.name}: {schedule.words}, {schedule.timezone} time"
