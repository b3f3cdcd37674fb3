"""What is drawn: nodes, the needs between them, and the ways back from gates and people to the writer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.engine.definition import Definition, Step
from workflows.engine.kinds import role, rules

BRIEF = "brief"


@dataclass(frozen=True)
class Node:
    key: str
    kind: str
    title: str
    detail: str
    marks: tuple[str, ...] = ()  # "if", "each"
    hint: str = ""  # the whole story, for the tooltip


@dataclass(frozen=True)
class Back:
    """A way back: who judged, who answers, and how often at most."""

    start: str
    end: str
    by_person: bool
    limit: int


@dataclass(frozen=True)
class Graph:
    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]
    backs: tuple[Back, ...]


def graph(definition: Definition) -> Graph:
    """Needs that don't exist or close a circle are left out: a draft may be wrong and is still drawn."""
    steps = {step.key: step for step in definition.steps if step.key != BRIEF}
    nodes = (_brief(definition), *(_node(step) for step in steps.values()))
    backs = (_back(step, definition) for step in steps.values())
    return Graph(nodes, _edges(steps), tuple(back for back in backs if back))


def _back(step: Step, definition: Definition) -> Back | None:
    if not definition.graph.judges(step.key):
        return None
    person = role(step.kind) == "review"
    asked = str(step.settings.get("back_to") or "") if person else ""
    end = definition.graph.answers(step.key, asked)
    limit = definition.limits.changes if person else definition.limits.revisions
    return Back(step.key, end, person, limit) if end and limit else None


def _edges(steps: Mapping[str, Step]) -> tuple[tuple[str, str], ...]:
    """Need -> step; a step without needs hangs on the brief."""
    edges: list[tuple[str, str]] = []
    for step in steps.values():
        needs = [n for n in dict.fromkeys(step.needs) if n in steps and not _reaches(step.key, n, edges)]
        edges += [(need, step.key) for need in needs or [BRIEF]]
    return tuple(edges)


def _reaches(start: str, end: str, edges: list[tuple[str, str]]) -> bool:
    todo, seen = [start], set()
    while todo:
        here = todo.pop()
        if here == end:
            return True
        seen.add(here)
        todo += [b for a, b in edges if a == here and b not in seen]
    return False


def _brief(definition: Definition) -> Node:
    count = len(definition.fields)
    detail = f"form · {count} field{'' if count == 1 else 's'}"
    return Node(BRIEF, BRIEF, "Brief", detail, hint=", ".join(field.label for field in definition.fields))


def _node(step: Step) -> Node:
    marks = ("if",) * bool(step.when) + ("each",) * bool(step.for_each)
    story = [step.purpose, f"Only if {step.when}." * bool(step.when), f"Once for each of {step.for_each}."]
    hint = " ".join(part for part in (story if step.for_each else story[:2]) if part)
    return Node(step.key, step.kind, step.title or step.key, detail(step), marks, hint)


def detail(step: Step) -> str:
    """The few words under a step's name."""
    words = _DETAILS.get(step.kind)
    return words(step.settings) if words else step.kind


def _generate(settings: Mapping[str, Any]) -> str:
    return f"{settings.get('route', 'writing')} model" + " · parts" * (settings.get("output") == "json")


def _rules(settings: Mapping[str, Any]) -> str:
    count = sum(
        _number(settings.get(name, rules.Settings.model_fields[name].get_default())) for name in rules.CHECKED
    )
    return f"{count} rule{'' if count == 1 else 's'}"


def _number(value: Any) -> int:
    """Each entry of a list is a rule of its own."""
    return len(value) if isinstance(value, (list, tuple)) else int(value is not None and value is not False)


def _rubric(settings: Mapping[str, Any]) -> str:
    count = len(settings.get("criteria") or ())
    return f"{count} criteri{'on' if count == 1 else 'a'} · bar {float(settings.get('threshold') or 7):g}"


def _review(settings: Mapping[str, Any]) -> str:
    audit = f"flagged + {float(settings.get('audit_percent') or 0):g} % audit"
    when = {"always": "always", "audit": audit}.get(settings.get("mode", "flagged"), "only flagged")
    return "agency, " * (settings.get("who") == "staff") + when


_DETAILS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "generate": _generate,
    "transform": lambda settings: "template, no model",
    "fetch": lambda settings: "reads a page",
    "rules": _rules,
    "rubric": _rubric,
    "review": _review,
    "deliver": lambda settings: settings.get("connection") or "Baton's shelf",
}
