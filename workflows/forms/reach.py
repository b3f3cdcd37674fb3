"""What a step's templates may name: the brief's answers, the steps above it, the item, the client, the day."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workflows.engine.definition import Definition, Step
from workflows.engine.parts import LISTS as LIST_PARTS
from workflows.engine.problems import item_names

LISTS = ("list", "choices")
EACH = "The entry of the list that this round is about"


@dataclass(frozen=True)
class Name:
    path: str  # as a template writes it, without the braces
    words: str


@dataclass(frozen=True)
class Group:
    words: str
    names: tuple[Name, ...]


def above(definition: Definition, key: str) -> list[Step]:
    """The steps upstream of this one, in the definition's order."""
    upstream = definition.graph.above[key] - {key}
    return [step for step in definition.steps if step.key in upstream]


def could_need(definition: Definition, key: str) -> list[Step]:
    """All steps that don't depend on this one: needing one of those would close a circle."""
    downstream = definition.graph.below[key] | {key}
    return [step for step in definition.steps if step.key not in downstream]


def in_reach(definition: Definition, key: str) -> list[Group]:
    step = definition.step(key)
    groups = [Group("The brief", tuple(Name(f"brief.{f.key}", f.label) for f in definition.fields))]
    groups += [Group(s.title or s.key, tuple(_names(s))) for s in above(definition, key)]
    rest = [
        Name("client.name", "The client's name"),
        Name("today", "The date of the run"),
        Name("run.cost_usd", "What the run has cost so far, in US dollars"),
        Name("run.budget_left_usd", "What it may still cost; empty where nothing limits it"),
    ]
    if step.for_each:
        names = item_names(step, definition)
        rest[:0] = [Name(f"item.{name}", EACH) for name in names] or [Name("item", EACH)]
    return [group for group in (*groups, Group("Always there", tuple(rest))) if group.names]


def beyond(definition: Definition, key: str) -> dict[str, str]:
    """Why the texts of other steps are not there, in a sentence each: they come later, or beside this one."""
    above, below = definition.graph.above[key], definition.graph.below[key]
    found = {}
    for step in definition.steps:
        name = step.title or step.key
        if step.key == key:
            found[key] = "A step can’t use its own text."
        elif step.key in below:
            found[step.key] = f"“{name}” comes after this step, so there is no text of it yet."
        elif step.key not in above:
            found[step.key] = f"“{name}” doesn’t come before this step. Tick it under “Comes after”."
    return found


def lists(definition: Definition, key: str) -> list[Name]:
    """What `for_each` can go through."""
    found = [Name(f"brief.{f.key}", f"each of “{f.label}”") for f in definition.fields if f.kind in LISTS]
    for step in above(definition, key):
        title = step.title or step.key
        found += [
            Name(f"steps.{step.key}.data{end}", f"each of “{words or title}”") for end, words in _lists(step)
        ]
    return found


def _names(step: Step) -> Iterator[Name]:
    yield Name(f"steps.{step.key}.text", _told(step))
    for part in _parts(step):
        yield Name(f"steps.{step.key}.data.{part['name']}", str(part.get("description") or part["name"]))
    if step.for_each:
        yield Name(f"steps.{step.key}.items", "All its pieces, as a list")


def _told(step: Step) -> str:
    words = "Its pieces, one after the other" if step.for_each else "Its text"
    return f"{words}; empty where it is skipped" if step.when else words


def _lists(step: Step) -> Iterator[tuple[str, str]]:
    if step.for_each or (step.kind == "transform" and step.settings.get("output") == "lines"):
        yield "", ""
    for part in _parts(step):
        if part.get("kind") in LIST_PARTS and not step.for_each:
            yield f".{part['name']}", str(part.get("description") or part["name"])


def _parts(step: Step) -> list[dict[str, Any]]:
    """The named parts of a step that answers by schema."""
    if step.settings.get("output") != "json":
        return []
    return [part for part in step.settings.get("parts") or () if part.get("name")]
