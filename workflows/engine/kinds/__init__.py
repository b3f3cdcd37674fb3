"""The registry of step kinds: kind -> label, role and the module that performs it.

A kind's module is one file with `Settings` (pydantic; its fields feed the forms), `perform(step, settings,
inputs, tools)`, `explain(step, definition)` (one plain sentence) and `check(step, definition)` (problems
beyond the settings' own). It is imported when first used. To add a kind: its file, a line here, its test.
"""

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Literal

Role = Literal["source", "writer", "gate", "review", "delivery"]
"""What the planner has to know: a writer answers findings, a gate and a review hand their subject on."""


@dataclass(frozen=True)
class Kind:
    label: str
    path: str
    role: Role
    outside: bool = False  # it asks a model or the world: begun in writing, and never twice without need

    @cached_property
    def module(self) -> ModuleType:
        return import_module(self.path)


KINDS: dict[str, Kind] = {
    "generate": Kind("Write with a model", "workflows.engine.kinds.generate", "writer", outside=True),
    "transform": Kind("Reshape with a template", "workflows.engine.kinds.transform", "source"),
    "fetch": Kind("Read from outside", "workflows.engine.kinds.fetch", "source", outside=True),
    "rules": Kind("Check by rules", "workflows.engine.kinds.rules", "gate"),
    "rubric": Kind("Judge by criteria", "workflows.engine.kinds.rubric", "gate", outside=True),
    "review": Kind("Ask a person", "workflows.engine.kinds.review", "review"),
    "deliver": Kind("Deliver", "workflows.engine.kinds.deliver", "delivery", outside=True),
}


def role(kind: str) -> Role:
    """The kind's role; an unknown kind is a source, so that planning never trips over it."""
    return KINDS[kind].role if kind in KINDS else "source"
