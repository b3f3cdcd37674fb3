"""A request taken apart again: exactly the words that are sent, each stretch with what it is.

The parts come from the functions that put the request together, so what is shown can't drift from what is sent.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflows.engine import prompts
from workflows.engine.inputs import Inputs
from workflows.engine.kinds import commission, judges, rubric
from workflows.engine.kinds.writing import Settings
from workflows.engine.pieces import Piece
from workflows.engine.templates import TemplateProblem, render
from workflows.engine.tools import Context, Request

OPEN, CLOSE = {"brief": "\ue000", "earlier": "\ue001"}, "\ue002"  # private use: no brief has them
MARK = re.compile("[\ue000-\ue002]")
BETWEEN = "\n\n"  # prompts.together


@dataclass(frozen=True)
class Stretch:
    part: str  # voice, constraints, lessons, always, instructions, criteria, recalled, prompt, brief, earlier, piece
    text: str


@dataclass(frozen=True)
class Assembled:
    """The texts of all stretches, one after the other, are the request's context and prompt."""

    request: Request
    context: tuple[Stretch, ...]
    prompt: tuple[Stretch, ...]


def writing(settings: Settings, inputs: Inputs, context: Context, now: datetime) -> Assembled:
    """Of a step that writes. Raises TemplateProblem."""
    values = inputs.values(now)
    prompt, instructions = render(settings.prompt, values), render(settings.instructions, values)
    told = prompts.instructed(instructions, inputs.run.language)
    recalled = prompts.recalled_block(context, f"{inputs.run.id}/{inputs.number}")
    return Assembled(
        commission.request(settings, inputs, context, prompt, instructions),
        _joined([Stretch(*part)] for part in prompts.stable_parts(context, told)),
        _joined([[Stretch("recalled", recalled)], _told_apart(settings.prompt, prompt, values)]),
    )


def prompt_of(settings: Settings, inputs: Inputs, now: datetime) -> str:
    """The step's own prompt, by which memory is searched. Raises TemplateProblem."""
    return render(settings.prompt, inputs.values(now))


def judging(settings: rubric.Settings, inputs: Inputs, piece: Piece) -> Assembled:
    """Of a step that judges, for its first question."""
    return Assembled(
        judges.request(settings, inputs, piece, 0),
        _joined([Stretch(*part)] for part in judges.stable_parts(settings)),
        _joined([Stretch(*part)] for part in judges.asked_parts(inputs, piece, 0)),
    )


def _told_apart(template: str, exact: str, values: Mapping[str, Any]) -> list[Stretch]:
    """What of a prompt comes from the brief and from earlier steps. Where a filter or a condition works on the words
    themselves, marks in them would change it: then it is told as a whole."""
    whole = [Stretch("prompt", exact)]
    marked = {"brief": _marked(values["brief"], "brief"), "steps": _marked(values["steps"], "earlier")}
    try:
        text = render(template, {**values, **marked})
    except TemplateProblem:
        return whole
    return _split(text) if MARK.sub("", text) == exact and not MARK.search(exact) else whole


def _marked(value: Any, part: str) -> Any:
    match value:
        case str():
            return f"{OPEN[part]}{value}{CLOSE}" if value else value
        case Mapping():
            return {key: _marked(inner, part) for key, inner in value.items()}
        case list() | tuple():
            return [_marked(inner, part) for inner in value]
        case _:
            return value


def _split(marked: str) -> list[Stretch]:
    names = {mark: part for part, mark in OPEN.items()} | {CLOSE: "prompt"}
    found, part, at = [], "prompt", 0
    for mark in MARK.finditer(marked):
        found.append(Stretch(part, marked[at : mark.start()]))
        part, at = names[mark.group()], mark.end()
    return [one for one in (*found, Stretch(part, marked[at:])) if one.text]


def _joined(groups: Iterable[Sequence[Stretch]]) -> tuple[Stretch, ...]:
    """As prompts.together joins their texts."""
    kept = [trimmed for group in groups if (trimmed := _trimmed(list(group)))]
    for group in kept[:-1]:
        group[-1] = Stretch(group[-1].part, group[-1].text + BETWEEN)
    return tuple(stretch for group in kept for stretch in group)


def _trimmed(group: list[Stretch]) -> list[Stretch]:
    """Without what is blank at its ends."""
    while group and not group[0].text.lstrip():
        group.pop(0)
    while group and not group[-1].text.rstrip():
        group.pop()
    if group:
        group[0] = Stretch(group[0].part, group[0].text.lstrip())
        group[-1] = Stretch(group[-1].part, group[-1].text.rstrip())
    return group
