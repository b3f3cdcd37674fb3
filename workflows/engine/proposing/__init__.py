"""A model's proposal of a workflow, read as material and made into one that can run. Pure.

Nothing of it is taken on trust: its words become titles, questions, criteria and prompts without what a template would
read; keys, needs, memory, routes, reviewers and deliveries are ours. What Baton can't do is left out or mended, and
each time a sentence says so. The process as people told it (engine.mapping) gives whatever the proposal lacks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflows.engine.definition import Definition
from workflows.engine.mapping import Process
from workflows.engine.proposing.edits import Edits, edited
from workflows.engine.proposing.notes import Notes, Unusable
from workflows.engine.proposing.parts import PARTS
from workflows.engine.proposing.questions import questions
from workflows.engine.proposing.steps import steps
from workflows.engine.validate import validate

__all__ = ["PARTS", "Edits", "Proposal", "Unusable", "edited", "proposed"]


@dataclass(frozen=True)
class Proposal:
    definition: Definition
    whys: Mapping[str, str]  # "fields.KEY", "steps.KEY" or "criteria.KEY" → why it is there, in a sentence
    sources: Mapping[str, int]  # the same names → the place in the model's own list: what people may change
    mended: Sequence[str]  # what is otherwise than the model said, in sentences


def proposed(data: Any, process: Process) -> Proposal:
    """`data` as PARTS declare it; whatever it is, what comes of it can run. Raises Unusable."""
    notes = Notes(data if isinstance(data, Mapping) else {})
    fields = questions(notes, process)
    definition = Definition(fields=fields, steps=steps(notes, process, fields))
    if problem := next((one for one in validate(definition) if one.level == "problem"), None):
        raise Unusable(f"What the model proposed could not run: {problem.sentence}")
    return Proposal(definition, notes.whys, notes.sources, notes.mended)
