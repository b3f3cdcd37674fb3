"""Trying an account out: does its key hold, is there credit, does it know the models? Two small requests at once."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from workflows.engine.tools import Reply, Request, Trouble
from workflows.providers import known
from workflows.providers.base import Provider
from workflows.providers.sdks import Listed
from workflows.providers.session import Session

LONGEST = 15.0  # seconds for both, which go out together
SCHEMA = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}
TINY = Request(
    route="cheap", purpose="write", context="Answer in one word.", prompt="Are you there?", effort="low",
    max_output=16, ceiling=16,
)  # fmt: skip


class Connected(Provider, Protocol):
    """A provider over a vendor's SDK, made with LONGEST as its deadline."""

    session: Session


@dataclass(frozen=True)
class Trial:
    passed: bool
    told: str  # sentences
    listed: tuple[str, ...] = ()  # the models that it has; () also where it doesn't say


async def try_out(provider: Connected, models: Sequence[str]) -> Trial:
    """`models`: those that will be asked for; the first gets a call of 16 tokens. Without one, the list has to do.
    A compatible server is asked for JSON in the way that it is said to know."""
    try:
        if not models:
            return listing(await provider.session.models())
        tiny = replace(TINY, schema=SCHEMA) if provider.name == "compatible" else TINY
        began = time.monotonic()
        listed, answer = await asyncio.gather(provider.session.models(), provider.complete(tiny, models[0]))
        return _told(models, listed, answer, time.monotonic() - began)
    finally:
        await provider.aclose()


async def list_models(provider: Connected) -> Trial:
    try:
        return listing(await provider.session.models())
    finally:
        await provider.aclose()


def listing(listed: Listed | Trouble) -> Trial:
    if isinstance(listed, Trouble):
        return Trial(False, _sentence(listed))
    if not listed:
        return Trial(False, "It answers, and has no models.")
    models = "1 model" if len(listed) == 1 else f"{len(listed)} models"
    return Trial(True, f"It answers, and has {models}.", tuple(listed))


def _told(models: Sequence[str], listed: Listed | Trouble, answer: Reply | Trouble, seconds: float) -> Trial:
    """A server without a list may be a good one; one that doesn't answer is none."""
    there = {} if isinstance(listed, Trouble) else listed
    of_list = " ".join(_of_list(models, there)) if there else ""
    if isinstance(answer, Trouble):
        return Trial(False, f"{_sentence(answer)} {of_list}".strip(), tuple(there))
    said = f"It works: {known.MODELS.label(models[0])} answered in {seconds:.1f} seconds."
    return Trial(True, f"{said} {of_list}".strip(), tuple(there))


def _of_list(models: Sequence[str], listed: Listed) -> Iterator[str]:
    """What the vendor's list says of the models that routes ask for."""
    if missing := [model for model in models if not _has(listed, model)]:
        yield f"Its list of models doesn’t name {', '.join(missing)}: routes that ask for it may fail."
    if leaving := [f"{model} {end}" for model in models if (end := _end(listed, model))]:
        yield f"By its list of models {', '.join(leaving)}: put another into the routes, and its last day under Models."


def _end(listed: Listed, model: str) -> str:
    """Of the model by its own id; where only snapshots of it are listed, of those, if none stays."""
    snapshots = [end for name, end in listed.items() if name.startswith(f"{model}-")]
    if model in listed:
        return listed[model]
    return snapshots[0] if snapshots and all(snapshots) else ""


def _has(listed: Listed, model: str) -> bool:
    """Lists name a model by its own id, or by that of its dated snapshot."""
    return any(each == model or each.startswith(f"{model}-") for each in listed)


def _sentence(trouble: Trouble) -> str:
    return trouble.sentence[:1].upper() + trouble.sentence[1:]
