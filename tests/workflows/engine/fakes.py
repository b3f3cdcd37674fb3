"""Small real ports: each answers from a queue that the test fills, and remembers what it was asked."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.workflows.engine.story import FACTS, NOW
from workflows.engine.definition import Step
from workflows.engine.inputs import Inputs
from workflows.engine.outcomes import Outcome
from workflows.engine.perform import perform
from workflows.engine.pieces import Piece
from workflows.engine.tools import (
    Came,
    Context,
    Fetched,
    Ordered,
    Parcel,
    Passage,
    Receipt,
    Reply,
    Request,
    Tools,
    Trouble,
    Wanted,
)


def reply(text: str = "Written.", data: Any = None, **more: Any) -> Reply:
    return Reply(text=text, data=data, **{"model": "a-model", "provider": "fake", **more})


def passage(number: int, kind: str = "sample", text: str = "An old issue.", **more: Any) -> Passage:
    return Passage(number, number, f"Document {number}", kind, text, 0.5, **more)


def piece(text: str = "A draft.", **more: Any) -> Piece:
    return Piece("draft", {"text": text}, (text,), (), **more)


def inputs(**more: Any) -> Inputs:
    return Inputs(**{"run": FACTS, "brief": {}, **more})


@dataclass
class Ports:
    replies: list[Reply | Trouble] = field(default_factory=list)
    context: Context = field(default_factory=Context)
    pages: Mapping[str, Fetched | Trouble] = field(default_factory=dict)
    receipts: list[Receipt | Trouble] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    recalls: list[Wanted] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)
    pause: float = 0.0  # seconds that a model takes
    came: Ordered | Came | None = None  # of what was ordered before
    taken: list[Ordered | Reply | Trouble] = field(default_factory=list)  # what orders are answered with
    orders: list[Request] = field(default_factory=list)

    @property
    def tools(self) -> Tools:
        return Tools(
            self._complete, self._recall, self._fetch, self._deliver, lambda: NOW, self._collect, self._order
        )

    async def _collect(self) -> Ordered | Came | None:
        return self.came

    async def _order(self, request: Request) -> Ordered | Reply | Trouble:
        self.orders.append(request)
        return self.taken.pop(0)

    async def _complete(self, request: Request) -> Reply | Trouble:
        self.requests.append(request)
        await asyncio.sleep(self.pause)
        return self.replies.pop(0)

    async def _recall(self, wanted: Wanted) -> Context:
        self.recalls.append(wanted)
        return self.context

    async def _fetch(self, url: str) -> Fetched | Trouble:
        return self.pages[url]

    async def _deliver(self, parcel: Parcel) -> Receipt | Trouble:
        self.parcels.append(parcel)
        return self.receipts.pop(0)

    def perform(self, step: Step, given: Inputs) -> Outcome:
        return asyncio.run(perform(step, given, self.tools))
