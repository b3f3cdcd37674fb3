"""A definition with something added: definitions are values, so each of these gives a new one."""

from collections.abc import Callable, Mapping
from typing import Any

from workflows.engine.definition import Definition, Field, Step
from workflows.engine.keys import unused

CRITERIA = (
    {"key": "on_brief", "name": "On brief", "description": "Says what the brief asks for."},
    {"key": "voice", "name": "Sounds like the client", "description": "Keeps the brand voice."},
)


def with_field(definition: Definition, field: Field) -> Definition:
    return definition.model_copy(update={"fields": (*definition.fields, field)})


def with_step(definition: Definition, key: str, change: Callable[[Step], Step]) -> Definition:
    steps = tuple(change(step) if step.key == key else step for step in definition.steps)
    return definition.model_copy(update={"steps": steps})


def with_settings(definition: Definition, key: str, settings: Mapping[str, Any]) -> Definition:
    def changed(step: Step) -> Step:
        return step.model_copy(update={"settings": {**step.settings, **settings}})

    return with_step(definition, key, changed)


def before(
    definition: Definition, key: str, kind: str, title: str, settings: Mapping[str, Any]
) -> Definition:
    """With a new step between `key` and what it needs."""
    steps = list(definition.steps)
    place = next(n for n, step in enumerate(steps) if step.key == key)
    after = steps[place]
    name = unused(kind, (step.key for step in steps))
    made = Step(
        key=name,
        kind=kind,
        title=title,
        needs=after.needs,
        for_each=_each(definition, after),
        settings=dict(settings),
    )
    steps[place] = after.model_copy(update={"needs": (name,)})
    steps.insert(place, made)
    return definition.model_copy(update={"steps": tuple(steps)})


def at_end(definition: Definition, kind: str, title: str, settings: Mapping[str, Any]) -> Definition | None:
    """With a new step behind the last ones that have a piece; None where none has."""
    graph = definition.graph
    needed = {need for step in definition.steps for need in step.needs}
    last = [key for key in graph.order if key not in needed and graph.origin_of(key)]
    if not last:
        return None
    origin = graph.origin_of(last[-1])
    made = Step(
        key=unused(kind, (step.key for step in definition.steps)),
        kind=kind,
        title=title,
        needs=tuple(key for key in last if graph.origin_of(key) == origin),
        for_each=graph.steps[origin].for_each,
        settings=dict(settings),
    )
    return definition.model_copy(update={"steps": (*definition.steps, made)})


def _each(definition: Definition, after: Step) -> str:
    """Whoever judges a piece runs as often as the piece is made."""
    subject = definition.graph.subject(after.key)
    return definition.graph.steps[subject].for_each if subject else after.for_each
