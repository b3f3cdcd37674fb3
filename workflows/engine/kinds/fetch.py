"""Reads a page, a feed or a sheet from outside."""

from pydantic import Field as Setting

from workflows.engine import trouble
from workflows.engine.definition import Definition, Step
from workflows.engine.inputs import Inputs
from workflows.engine.outcomes import Failed, Outcome, Passed
from workflows.engine.problems import Problem, template_problems
from workflows.engine.settings import StepSettings
from workflows.engine.templates import render
from workflows.engine.tools import Tools, Trouble


class Settings(StepSettings):
    url: str = Setting(
        title="Address",
        min_length=1,
        description="Where to read, e.g. https://example.com/feed or {{ brief.source }}.",
    )
    max_characters: int = Setting(
        20_000, title="At most", ge=1, le=500_000, description="Characters; the rest is left out."
    )


async def perform(step: Step, settings: Settings, inputs: Inputs, tools: Tools) -> Outcome:
    url = render(settings.url, inputs.values(tools.now())).strip()
    if not url.startswith(("https://", "http://")):
        name = step.title or step.key
        return Failed(f"Step “{name}”: “{url}” is not a web address. Give one with https://.", owner="agency")
    found = await tools.fetch(url)
    if isinstance(found, Trouble):
        return trouble.failed(step, found, tools.now(), inputs.failures)
    text = found.text[: settings.max_characters]
    cut = len(found.text) > len(text)
    data = {"url": found.url, "content_type": found.content_type, "cut": cut}
    return Passed({"text": text, "data": data}, note="Longer than allowed: cut." if cut else "")


def explain(step: Step, definition: Definition) -> str:
    return f"Reads {step.settings.get('url') or 'an address'} and hands its text on."


def check(step: Step, definition: Definition) -> list[Problem]:
    return template_problems(step, definition, "url")
