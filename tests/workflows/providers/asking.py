"""Asking a provider once, as the tests do: in an event loop of its own, closed behind it."""

import asyncio
from typing import Any

from tests.stand_in import Behaviour
from workflows.engine.tools import Reply, Request, Trouble
from workflows.providers.base import Provider

SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "score": {"type": "number", "minimum": 0, "maximum": 10}},
    "required": ["title", "score"],
}


def request(**wanted: Any) -> Request:
    usual = {
        "route": "writing",
        "purpose": "write",
        "context": "How we write.",
        "prompt": "Write the letter.",
    }
    return Request(**{**usual, **wanted})


def ask(provider: Provider, model: str, **wanted: Any) -> Reply | Trouble:
    async def once() -> Reply | Trouble:
        try:
            return await provider.complete(request(**wanted), model)
        finally:
            await provider.aclose()

    return asyncio.run(once())


def named(value: object) -> str:
    """A behaviour by its act and status, so that a failed case can be read."""
    return f"{value.act}{value.status}{value.code}" if isinstance(value, Behaviour) else str(value)
