"""Performing a step: its settings are read, its kind does the work, and whatever is wrong comes back as a value."""

import asyncio
from datetime import timedelta

from pydantic import ValidationError

from workflows.engine.definition import Step
from workflows.engine.inputs import Inputs
from workflows.engine.kinds import KINDS
from workflows.engine.outcomes import Failed, Outcome
from workflows.engine.settings import sentences
from workflows.engine.templates import TemplateProblem
from workflows.engine.tools import Tools


async def perform(step: Step, inputs: Inputs, tools: Tools) -> Outcome:
    """An exception from here is a bug; everything that can be expected to go wrong is an outcome."""
    name = step.title or step.key
    if step.kind not in KINDS:
        return Failed(f"Step “{name}” has the unknown kind “{step.kind}”.", owner="agency")
    kind = KINDS[step.kind]
    try:
        work = kind.module.perform(step, step.read, inputs, tools)
        if not kind.outside:
            return await work  # it never waits, so no clock could end it
        async with asyncio.timeout(step.timeout):
            return await work
    except ValidationError as problem:
        told = " ".join(sentence for _, sentence in sentences(problem, kind.module.Settings))
        return Failed(f"Step “{name}” has wrong settings. {told}", owner="agency")
    except TemplateProblem as problem:
        return Failed(f"Step “{name}”: {problem}", owner="agency")
    except TimeoutError:
        now = tools.now()
        why = f"Step “{name}” took longer than its {step.timeout} seconds."
        return Failed(why, retry_at=now + timedelta(seconds=1), owner="nobody")
