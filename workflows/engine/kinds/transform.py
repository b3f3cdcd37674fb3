"""A template reshapes what is known into a text or a list of lines; no model."""

import re
from typing import Literal

from pydantic import Field as Setting

from workflows.engine.definition import Definition, Step
from workflows.engine.inputs import Inputs
from workflows.engine.outcomes import Outcome, Passed
from workflows.engine.problems import Problem, edit_warnings, template_problems
from workflows.engine.settings import StepSettings
from workflows.engine.templates import render
from workflows.engine.tools import Tools

BULLET = re.compile(r"^\s*(?:[-*•]\s+|\d+[.)]\s+)?")


class Settings(StepSettings):
    template: str = Setting(
        title="Template",
        min_length=1,
        description="The new text, with {{ … }} where something known goes in, e.g. {{ steps.draft.text }}.",
    )
    output: Literal["text", "lines"] = Setting(
        "text",
        title="Result",
        description="One text, or a list with an entry per line for steps that run for each.",
    )


async def perform(step: Step, settings: Settings, inputs: Inputs, tools: Tools) -> Outcome:
    text = render(settings.template, inputs.values(tools.now())).strip()
    return Passed({"text": text, "data": lines(text)} if settings.output == "lines" else {"text": text})


def lines(text: str) -> list[str]:
    """The lines that say something, without bullets or numbers before them."""
    return [line for raw in text.splitlines() if (line := BULLET.sub("", raw).strip())]


def explain(step: Step, definition: Definition) -> str:
    if step.settings.get("output") == "lines":
        return "A template makes a list with one entry per line, without any model."
    return "A template puts what is known into a new shape, without any model."


def check(step: Step, definition: Definition) -> list[Problem]:
    return template_problems(step, definition, "template") + edit_warnings(step, definition, "template")
