"""A provider with a queue of replies, and a ledger that remembers: small real implementations for the
router's tests.
"""

from collections import defaultdict
from typing import Any

from workflows.engine.tools import Reply, Request, Trouble, Usage
from workflows.providers.base import Choice


class Scripted:
    """Answers each model's calls from its queue, then with a plain text."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.queue: dict[str, list[Reply | Trouble]] = defaultdict(list)
        self.asked: list[tuple[str, Request]] = []
        self.closed = False

    def will(self, model: str, *results: Reply | Trouble) -> None:
        self.queue[model].extend(results)

    async def complete(self, request: Request, model: str) -> Reply | Trouble:
        self.asked.append((model, request))
        if self.queue[model]:
            return self.queue[model].pop(0)
        return reply("A text.", model, self.name)

    async def aclose(self) -> None:
        self.closed = True


class Remembered:
    """A ledger in memory."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, Any]] = []
        self.whys: list[str] = []

    async def opened(self, request: Request, choice: Choice, why: str) -> int:
        self.whys.append(why)
        self.lines.append(("opened", choice.model))
        return len(self.lines)

    async def settled(self, token: int, result: Reply | Trouble) -> None:
        self.lines.append(("settled", (token, result)))


def reply(
    text: str = "A text.", model: str = "claude-sonnet-5-5", provider: str = "anthropic", **more: Any
) -> Reply:
    return Reply(text=text, model=model, provider=provider, usage=Usage(input=1_000, output=100), **more)


def overloaded(model: str, provider: str = "anthropic", after: float | None = None) -> Trouble:
    return Trouble(
        f"{model} is overloaded.", permanent=False, retry_after=after, provider=provider, model=model
    )


def no_key(provider: str = "anthropic") -> Trouble:
    return Trouble(f"{provider} refuses the key.", permanent=True, owner="agency", provider=provider)
