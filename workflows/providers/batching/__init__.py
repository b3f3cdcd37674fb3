"""Vendors' batches: many requests at once, answered within a day at half the price. One file per vendor, as beside the
adapters: translate, call, translate back.

Our own key goes with each batch, and our own name with each request. So a batch whose creation was never answered is
found again by listing, and an answer finds its request wherever it stands in the result.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, Protocol

from workflows.engine.tools import Reply, Request, Trouble
from workflows.providers.base import Provider

WITHIN = timedelta(hours=24)  # what all three vendors promise: answered by then, or expired
SKEW = timedelta(minutes=5)  # between a vendor's clock and ours, at most
PAGE = 100  # batches in one answer of a listing
LAPSED = "{} didn’t answer within the 24 hours of its batch."
REFUSED = "{} didn’t take its batch."
UNANSWERED = "{} left the request out of its batch’s answers."
PERHAPS = "{} has a batch of the same size that may be this one; it can be told when that has ended."


@dataclass(frozen=True)
class Looked:
    """How a batch stands, and what came of its requests, by the names that we gave them."""

    ended: bool
    results: Mapping[str, Reply | Trouble] = field(default_factory=dict)


class Batching(Protocol):
    """One account's batches. Trouble is a value; what is raised is a bug."""

    async def send(self, key: str, requests: Mapping[str, Request], model: str) -> str | Trouble:
        """The vendor's id of the batch. `key` is ours; `requests` go by names of ours."""
        ...

    async def find(
        self, key: str, names: Collection[str], model: str, since: datetime, others: Collection[str]
    ) -> str | Trouble | None:
        """The id of a batch that was sent and whose answer was lost; None where there is none, so that it may be sent.
        `since`: when it was first sent. `others`: ids of batches that are known to be different ones."""
        ...

    async def look(self, batch: str, requests: Mapping[str, Request], model: str) -> Looked | Trouble: ...

    async def forget(self, batch: str, model: str) -> Trouble | None:
        """Has the vendor delete what it keeps of a batch that has ended; else it goes by the vendor's own time."""
        ...


KINDS: Mapping[str, str] = {
    "anthropic": "workflows.providers.batching.anthropic.Batches",
    "openai": "workflows.providers.batching.openai.Batches",
    "gemini": "workflows.providers.batching.gemini.Batches",
    "offline": "workflows.providers.batching.offline.Batches",
}


def of(provider: Provider) -> Batching | None:
    """None where it has no batches: a compatible server."""
    if provider.name not in KINDS:
        return None
    module, _, name = KINDS[provider.name].rpartition(".")
    made: Any = getattr(import_module(module), name)
    return made(provider)


def unanswered(sentence: str, label: str) -> Trouble:
    """What an order comes to for which there is no answer and nothing was billed."""
    return Trouble(sentence.format(label), permanent=True, owner="nobody", kind="unanswered")
