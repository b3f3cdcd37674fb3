"""Performing a step: its settings are read, its kind does the work, and whatever is wrong comes back as a value."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from pydantic import ValidationError

from workflows.engine.definition import Step
from workflows.engine.inputs import Inputs
from workflows.engine.kinds import KINDS
from workflows.engine.outcomes import Failed, Outcome
from workflows.engine.settings import sentences
from workflows.engine.templates import TemplateProblem
from workflows.engine.tools import Ordered, Reply, Request, Tools, Trouble


async def perform(step: Step, inputs: Inputs, tools: Tools) -> Outcome:
    """An exception from here is a bug; everything that can be expected to go wrong is an outcome."""
    name = step.title or step.key
    if step.kind not in KINDS:
        return Failed(f"Step “{name}” has the unknown kind “{step.kind}”.", owner="agency")
    kind = KINDS[step.kind]
    try:
        settings = step.read
        if not kind.outside:  # it never waits, so no clock could end it
            return await kind.module.perform(step, settings, inputs, tools)
        async with asyncio.timeout(step.timeout) as limit:
            return await kind.module.perform(step, settings, inputs, _until(limit, tools))
    except ValidationError as problem:
        told = " ".join(sentence for _, sentence in sentences(problem, kind.module.Settings))
        return Failed(f"Step “{name}” has wrong settings. {told}", owner="agency")
    except TemplateProblem as problem:
        return Failed(f"Step “{name}”: {problem}", owner="agency")
    except TimeoutError:
        now = tools.now()
        why = f"Step “{name}” took longer than its {step.timeout} seconds."
        return Failed(why, retry_at=now + timedelta(seconds=1), owner="nobody")


def _until(limit: asyncio.Timeout, tools: Tools) -> Tools:
    """The step's time is for all models that are asked within it, so each question says how much is left."""

    def timed(request: Request) -> Request:
        return replace(request, seconds=(limit.when() or 0.0) - asyncio.get_running_loop().time())

    async def complete(request: Request) -> Reply | Trouble:
        return await tools.complete(timed(request))

    async def order(request: Request) -> Ordered | Reply | Trouble:
        return await tools.order(timed(request))

    return replace(tools, complete=complete, order=order)
