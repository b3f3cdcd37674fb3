"""What a call to a model costs this process: the vendor's SDK, our adapter over it, routing and metering, a fallback.

CPU of this process, as it is counted; the model server is a process of its own. The bare SDK is asked for the same in
the same round, over the same transport, so that what Baton adds stands beside what the vendor's code takes anyway.
"""

import asyncio
import time
from argparse import ArgumentParser
from collections.abc import Awaitable, Callable
from statistics import median
from typing import Any

from benchmarks import weather
from benchmarks.figures import Figure
from benchmarks.ground import standing
from benchmarks.processes import models
from workflows.engine.tools import Reply, Request, Trouble, Usage
from workflows.providers import anthropic, gemini, openai, routes
from workflows.providers.base import Choice, Provider
from workflows.providers.router import Router

IN_FLIGHT = (50, 200, 1000)
DELAY = 0.2  # seconds
CALL, ROUTING, FALLBACK = 2.0, 0.3, 1.0  # ms of CPU
TOLD = 2_000  # decisions in a round: they take no time worth counting one by one
SONNET, SOL, CARBON = "claude-sonnet-5-5", "gpt-6.2-sol", "gemini-4-carbon"
ASKED = Request("writing", "write", "How we write. " * 150, "Write the letter. " * 20)

Vendor = tuple[str, Callable[[str], Provider], Callable[[Any], Awaitable[Any]]]


def _anthropic(client: Any) -> Awaitable[Any]:
    return client.messages.create(**anthropic.translated(ASKED, SONNET))


def _openai(client: Any) -> Awaitable[Any]:
    return client.responses.create(**openai.translated(ASKED, SOL))


def _gemini(client: Any) -> Awaitable[Any]:
    return client.aio.models.generate_content(**gemini.translated(ASKED, CARBON))


VENDORS: tuple[Vendor, ...] = (
    (SONNET, lambda url: anthropic.Anthropic("k", url), _anthropic),
    (SOL, lambda url: openai.OpenAI("k", f"{url}/v1"), _openai),
    (CARBON, lambda url: gemini.Gemini("k", url), _gemini),
)


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=3, help="how often; the median counts (default: 3)")
    parser.add_argument("--quick", action="store_true", help="a few calls: whether it works, not how fast")


def measure(rounds: int = 3, quick: bool = False) -> list[Figure]:
    sizes = (5,) if quick else IN_FLIGHT
    with standing() as ground, models(DELAY, ground.environment) as url:
        note, figures = weather.told(), []
        for vendor in VENDORS:
            figures += [_call(vendor, url, size, rounds, note) for size in sizes]
        return [*figures, *_decisions(20 if quick else TOLD, rounds, note)]


def _call(vendor: Vendor, url: str, size: int, rounds: int, note: str) -> Figure:
    model, make, bare = vendor
    ours, theirs = zip(
        *(asyncio.run(_round(make(url), model, bare, size)) for _ in range(rounds)), strict=True
    )
    about = f"the bare SDK {median(theirs):.2f} ms; {note}"
    return Figure(
        f"CPU of a call to {model}, {size:,} in flight", round(median(ours), 2), "ms", CALL, note=about
    )


async def _round(
    provider: Any, model: str, bare: Callable[[Any], Awaitable[Any]], size: int
) -> tuple[float, float]:
    """Milliseconds of CPU per call: through our adapter, and by the SDK alone."""
    try:
        await provider.complete(ASKED, model)  # imports, and the first connection
        await _at_once(size, lambda: provider.complete(ASKED, model))
        ours = await _at_once(size, lambda: provider.complete(ASKED, model))
        client = provider.session._client()
        return ours, await _at_once(size, lambda: bare(client))
    finally:
        await provider.aclose()


async def _at_once(size: int, call: Callable[[], Awaitable[Any]]) -> float:
    began = time.process_time()
    answers = await asyncio.gather(*(call() for _ in range(size)))
    took = time.process_time() - began
    if wrong := [answer for answer in answers if isinstance(answer, Trouble)]:
        raise RuntimeError(f"{len(wrong)} of {size} calls failed: {wrong[0].sentence}")
    return 1000 * took / size


class Instant:
    """A vendor that takes no time, so that only what is around it is left."""

    def __init__(self, name: str, answer: Reply | Trouble) -> None:
        self.name, self.answer = name, answer

    async def complete(self, request: Request, model: str) -> Reply | Trouble:
        return self.answer

    async def aclose(self) -> None:
        """Nothing is open."""


class Counted:
    """A ledger that keeps what it is told in memory."""

    def __init__(self) -> None:
        self.calls: list[Any] = []

    async def opened(self, request: Request, choice: Choice, why: str) -> int:
        self.calls.append(choice)
        return len(self.calls) - 1

    async def settled(self, token: int, result: Reply | Trouble) -> None:
        self.calls[token] = result


def _decisions(count: int, rounds: int, note: str) -> list[Figure]:
    reply = Reply("A text.", SONNET, "anthropic", usage=Usage(input=3_000, output=400))
    busy = Trouble("Claude Sonnet 5.5 is overloaded.", False, provider="anthropic", model=SONNET)
    straight = [_routed(count, reply) for _ in range(rounds)]
    fallen = [_routed(count, busy) for _ in range(rounds)]
    more = median(fallen) - median(straight)
    about = f"in memory: what a call is stored for is measured by `executor`; {note}"
    return [
        Figure(
            "CPU that routing and metering add to a call",
            round(median(straight), 3),
            "ms",
            ROUTING,
            note=about,
        ),
        Figure("CPU that a fallback adds", round(more, 3), "ms", FALLBACK, note=note),
    ]


def _routed(count: int, first: Reply | Trouble) -> float:
    """Milliseconds of CPU for one answer, where the first model of the route gives this."""
    second = Reply("A text.", SOL, "openai", usage=Usage(input=3_000, output=400))
    vendors = {"anthropic": Instant("anthropic", first), "openai": Instant("openai", second)}
    router = Router(vendors, routes.defaults(vendors), ledger=Counted())

    async def ask() -> float:
        began = time.process_time()
        for _ in range(count):
            assert isinstance(await router.complete(ASKED), Reply)
        return 1000 * (time.process_time() - began) / count

    return asyncio.run(ask())
