"""What is in the gallery, read once."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from workflows.engine.definition import Definition
from workflows.exchange.material import Leaflet, Material, Sample
from workflows.exchange.reading import read
from workflows.models import Workflow

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True)
class Entry:
    material: Material
    leaflet: Leaflet

    @property
    def slug(self) -> str:
        return self.material.slug

    @property
    def definition(self) -> Definition:
        return self.material.definition

    @property
    def minutes_saved(self) -> int:
        """For each piece, by our estimate."""
        return max(0, (self.material.minutes_by_hand or 0) - self.leaflet.minutes_left)

    def fits(self, words: list[str]) -> bool:
        return all(word in _text(self.slug) for word in words)


@cache
def entries() -> dict[str, Entry]:
    """Short name -> entry, by name."""
    found = [_entry(path) for path in sorted(CONTENT.glob("*.yaml"))]
    return {entry.slug: entry for entry in sorted(found, key=lambda entry: entry.material.name)}


def search(asked: str) -> list[Entry]:
    """Those that have all of the words, anywhere; all of them for none."""
    words = asked.casefold().split()
    return [entry for entry in entries().values() if entry.fits(words)]


def samples(workflow: Workflow, definition: Definition) -> list[Sample]:
    """The sample briefs of what the workflow began as, as far as they fit its form today."""
    entry = entries().get(workflow.gallery) if workflow.gallery else None
    keys = {field.key for field in definition.fields}
    return [sample for sample in entry.leaflet.samples if sample.inputs.keys() <= keys] if entry else []


def _entry(path: Path) -> Entry:
    material = read(path.read_text())
    assert material.gallery is not None, path
    return Entry(material, material.gallery)


@cache
def _text(slug: str) -> str:
    entry = entries()[slug]
    about: list[Any] = [entry.material.name, entry.material.purpose, entry.leaflet.summary]
    about += [entry.leaflet.audience, entry.leaflet.documentation, *entry.leaflet.words]
    about += [step.title for step in entry.definition.steps]
    return " ".join(about).casefold()
