"""The engine's four ports, wired to this client's models, memory, the outside and the shelf. One toolbox an attempt."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NoReturn, Protocol, TypeVar

from django.conf import settings

from memory import recall
from memory.recalled import Recalled
from workflows import failpoints, files, shelf, telemetry
from workflows.budgets import Budget
from workflows.connectors import web
from workflows.engine.tools import (
    Context,
    Fetched,
    Left,
    Parcel,
    Passage,
    Receipt,
    Reply,
    Request,
    Share,
    Tools,
    Trouble,
)
from workflows.leases import Claim
from workflows.ledger import Ledger
from workflows.providers.base import Account, Health
from workflows.providers.registry import Registry

T = TypeVar("T")
CHEAP = "cheap"  # the route that is asked when a budget is tight


class Database(Protocol):
    """Where database work is done for a loop (runner.desk)."""

    async def do(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T: ...


class Registries(Protocol):
    """Whose models answer for a client (runner.registries)."""

    async def of(self, client_id: int) -> Registry: ...


class Watch(Protocol):
    """Which of somebody's models are well (runner.watch)."""

    def over(self, accounts: Mapping[str, Account]) -> Health: ...


class Budgets(Protocol):
    """What a client may still spend (runner.budgets)."""

    async def of(self, client_id: int) -> Budget | None: ...


@dataclass
class Toolbox:
    held: Claim
    attempt_id: int
    clock: Callable[[], datetime]
    database: Database
    registries: Registries
    watch: Watch
    ledger: Ledger
    budgets: Budgets
    context: Context = field(default_factory=Context)  # what memory gave, to be kept with the attempt

    def tools(self) -> Tools:
        return Tools(self.complete, self.recall, self.fetch, self.deliver, self.clock)

    async def complete(self, request: Request) -> Reply | Trouble:
        registry = await self.registries.of(self.held.client_id)
        budget = await self.budgets.of(self.held.client_id)
        self.ledger.accounts, self.ledger.catalogue = registry.accounts, registry.catalogue
        self.ledger.is_budgeted = budget is not None
        router = registry.router(self.ledger, self.watch.over(registry.accounts))
        request = await self._with_files(request)
        if budget and budget.saves and request.route != CHEAP:
            return _saving(budget, await router.complete(replace(request, route=CHEAP)))
        return await router.complete(request)

    async def _with_files(self, request: Request) -> Request:
        if not request.files:
            return request
        seen = await self.database.do(files.read, self.held.client_id, request.files)
        return replace(request, attachments=tuple(seen))

    async def recall(self, query: str, budget: int, at_most: int) -> Context:
        asked = await asyncio.to_thread(recall.ask, query)  # may wait for a server, touches no row
        context = await self.database.do(_recall, self.held.client_id, asked, budget, at_most)
        self.context = context
        return context

    async def fetch(self, url: str) -> Fetched | Trouble:
        return await web.fetch(url, settings.FETCH_PRIVATE_HOSTS)

    async def deliver(self, parcel: Parcel) -> Receipt | Trouble:
        with telemetry.span_of_delivery(parcel.connection) as span:
            answer = await self.database.do(shelf.put, self.held, self.held.run_id, self.attempt_id, parcel)
            span.ended(answer)
        failpoints.reached("delivered")
        return answer


def _saving(budget: Budget, result: Reply | Trouble) -> Reply | Trouble:
    """An answer of the cheap route says why it was asked."""
    if isinstance(result, Trouble):
        return result
    why = f"{budget.percent} % of the month’s budget is used, so the route “{CHEAP}” was asked."
    return replace(result, route_note=f"{why} {result.route_note}")


def nothing(clock: Callable[[], datetime]) -> Tools:
    """For steps that only compute: they have a clock, and no way out."""
    return Tools(_refuse, _refuse, _refuse, _refuse, clock)


async def _refuse(*_: Any) -> NoReturn:
    raise RuntimeError("A step of this kind only computes: mark the kind as `outside` to let it ask.")


def _recall(client_id: int, query: recall.Asked, budget: int, at_most: int) -> Context:
    block = recall.block(client_id, query, budget, at_most)
    return Context(
        tuple(map(_as_passage, block.pinned)),
        tuple(map(_as_passage, block.recalled)),
        block.tokens,
        block.budget,
        block.note,
        tuple(Share(each.part, each.tokens) for each in block.shares),
        tuple(Left(each.title, each.kind, each.tokens) for each in block.left_out),
    )


def _as_passage(found: Recalled) -> Passage:
    return Passage(
        found.id,
        found.document_id,
        found.title,
        found.kind,
        found.text,
        found.score,
        found.pinned,
        found.heading,
        found.version,
        found.why,
    )
