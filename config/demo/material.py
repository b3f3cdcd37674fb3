"""What the demo is made of, read from `content/`: agencies, their clients' documents and workflows, the briefs.

All of it is fictional: see content/README.md.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from workflows.exchange import reading
from workflows.exchange.material import Material

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    role: str  # as tenants.access.Role


@dataclass(frozen=True)
class Paper:
    """One document as the client gave it."""

    title: str
    kind: str  # as memory's document kinds
    text: str  # Markdown
    filename: str


@dataclass(frozen=True)
class Learned:
    """A lesson of a client."""

    rule: str
    kind: str  # as memory's kinds of lessons
    state: str  # "accepted" or "proposed"
    evidence: list[list[str]]  # before, after
    write: str = ""
    avoid: str = ""


@dataclass(frozen=True)
class ClientMaterial:
    slug: str
    name: str
    language: str
    timezone: str
    colour: str
    people: tuple[Person, ...]

    @property
    def papers(self) -> list[Paper]:
        return [_paper(path) for path in sorted((CONTENT / self.slug / "documents").glob("*.md"))]

    @property
    def lessons(self) -> list[Learned]:
        path = CONTENT / self.slug / "lessons.yaml"
        return [Learned(**entry) for entry in _load(path)["lessons"]] if path.exists() else []

    @property
    def processes(self) -> list[Material]:
        """Workflows that are to be published."""
        paths = sorted((CONTENT / self.slug / "workflows").glob("*.yaml"))
        return [reading.read(path.read_text()) for path in paths]


@dataclass(frozen=True)
class AgencyMaterial:
    slug: str
    name: str
    people: tuple[Person, ...]
    clients: tuple[ClientMaterial, ...]


@dataclass(frozen=True)
class Brief:
    """A request to run. `expect` is "done" (nobody was asked) or "waiting" (for a person)."""

    slug: str
    client: str
    workflow: str
    name: str
    shows: str
    expect: str
    inputs: dict[str, Any]
    trips: list[str] = field(default_factory=list)


def agencies() -> list[AgencyMaterial]:
    listed = _load(CONTENT / "agencies.yaml")["agencies"]
    return [
        AgencyMaterial(**_with_people(entry) | {"clients": tuple(map(_client, entry["clients"]))})
        for entry in listed
    ]


def briefs() -> list[Brief]:
    return [Brief(slug=path.stem, **_load(path)) for path in sorted((CONTENT / "briefs").glob("*.yaml"))]


def _client(entry: dict[str, Any]) -> ClientMaterial:
    return ClientMaterial(**_with_people(entry))


def _with_people(entry: dict[str, Any]) -> dict[str, Any]:
    return entry | {"people": tuple(Person(**person) for person in entry["people"])}


def _paper(path: Path) -> Paper:
    """Front matter between two lines of dashes (title, kind), then the document itself."""
    _, front, text = path.read_text().split("---\n", 2)
    return Paper(**yaml.safe_load(front), text=text.strip() + "\n", filename=path.name)


def _load(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text())
