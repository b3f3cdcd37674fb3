"""Whether the gallery keeps what it promises: each workflow is valid, its samples run, its handoff page renders."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.template.loader import render_to_string

from tenants.models import Agency, Client
from tenants.scope import tenant_tx
from workflows.engine.inputs import RunFacts
from workflows.engine.validate import validate
from workflows.exchange import taking
from workflows.exchange.material import Sample
from workflows.gallery.entries import Entry
from workflows.gallery.rehearsing import rehearse
from workflows.handoff import handoff
from workflows.intake import check

FINE = ("done", "waiting")


@dataclass(frozen=True)
class SampleRun:
    name: str
    status: str  # "done"; "waiting" for a person; or what went wrong
    steps: int  # attempts that were made
    flagged: list[str]  # gates that flagged a piece
    problems: list[str]


@dataclass(frozen=True)
class Checked:
    slug: str
    name: str
    problems: list[str]
    samples: list[SampleRun]
    handoff_words: int

    @property
    def ok(self) -> bool:
        fine = all(run.status in FINE and not run.problems for run in self.samples)
        return fine and not self.problems and self.handoff_words > 0


def checked(entries: list[Entry]) -> list[Checked]:
    pages = _handoff_words(entries)
    return [
        Checked(
            entry.slug,
            entry.material.name,
            [f"{problem.where}: {problem.sentence}" for problem in validate(entry.definition)],
            [_sample(entry, sample) for sample in entry.leaflet.samples],
            pages[entry.slug],
        )
        for entry in entries
    ]


def _sample(entry: Entry, sample: Sample) -> SampleRun:
    read = check(entry.definition.fields, sample.inputs)
    if not read.ok:
        return SampleRun(sample.name, "refused", 0, [], [problem.sentence for problem in read.problems])
    facts = RunFacts(f"{entry.slug}/{sample.name}", "A client", entry.material.name)
    told = rehearse(entry.definition, read.values, facts)
    problems = [] if told.status in FINE else [told.sentence]
    return SampleRun(sample.name, told.status, len(told.attempts) - 1, told.flagged, problems)


def _handoff_words(entries: list[Entry]) -> dict[str, int]:
    """Each one's page as Markdown, of a client that exists for as long as this takes."""
    with transaction.atomic():
        words = dict(_rendered(entries))
        transaction.set_rollback(True)
    return words


def _rendered(entries: list[Entry]) -> Iterator[tuple[str, int]]:
    agency = Agency.found(name="Gallery", slug=f"gallery-{uuid4().hex[:12]}")
    with tenant_tx(agency=agency.pk):
        client: Client = agency.create_client(name="A client", slug="client")
    with tenant_tx(client.pk, agency=agency.pk):
        for entry in entries:
            version = taking.take(client, entry.material).version
            page: dict[str, Any] = {"page": handoff(version)}
            yield entry.slug, len(render_to_string("handoff/page.md", page).split())
