"""Briefs that are there already and can be tried: golden ones, the gallery's samples, those of past runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenants.ids import numbers, uuids
from workflows import intake
from workflows.engine.definition import Definition
from workflows.gallery.entries import samples
from workflows.models import Run, Workflow

Choices = list[tuple[str, str]]
"""What a form sends for each, and its words."""


@dataclass(frozen=True)
class Beginning:
    brief: Mapping[str, Any]
    run: Run | None = None  # that it is from


def offered(workflow: Workflow, definition: Definition, runs: Sequence[Run]) -> list[tuple[str, Choices]]:
    """By what they are; `runs` are the past ones to choose from."""
    goldens = [(f"golden:{one.pk}", one.name) for one in workflow.goldens.all()]
    fitting = [(f"sample:{n}", one.name) for n, one in enumerate(samples(workflow, definition), 1)]
    past = [(f"run:{run.pk}", f"{run.title or 'A run'} · {run.created_at:%-d %b}") for run in runs]
    groups = [("Golden briefs", goldens), ("Samples, fictional", fitting), ("Past runs", past)]
    return [(name, choices) for name, choices in groups if choices]


def chosen(workflow: Workflow, definition: Definition, value: str) -> Beginning | None:
    """None for what isn't there, or is another workflow's. A run's id alone is understood too."""
    kind, _, wanted = value.rpartition(":")
    if kind == "golden":
        golden = workflow.goldens.filter(pk__in=numbers([wanted])).first()
        return Beginning(golden.brief) if golden else None
    if kind == "sample":
        return _sample(workflow, definition, wanted)
    rows = Run.objects.filter(version__workflow=workflow, pk__in=uuids([wanted]))
    run = rows.first() if kind in ("", "run") else None
    return Beginning(run.brief, run) if run else None


def _sample(workflow: Workflow, definition: Definition, wanted: str) -> Beginning | None:
    places = {str(n): sample for n, sample in enumerate(samples(workflow, definition), 1)}
    if wanted not in places:
        return None
    inputs = places[wanted].inputs
    return Beginning({**inputs, **intake.check(definition.fields, inputs).values})
