"""The engine's ports, wired to this client's models, memory, the outside and the shelf. One toolbox an attempt."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NoReturn, Protocol, TypeVar
from uuid import UUID

from django.conf import settings

from memory import recall
from memory.recalled import Recalled
from workflows import failpoints, files, shelf, telemetry
from workflows.allowances import CHEAP, Allowance, RunLimit
from workflows.batches import collecting, ordering
from workflows.budgets import Budget
from workflows.connectors import web
from workflows.engine.attempts import Start
from workflows.engine.tools import (
    NOBODY,
    Came,
    Context,
    Fetched,
    Left,
    Ordered,
    Parcel,
    Passage,
    Receipt,
    Reply,
    Request,
    Share,
    Tools,
    Trouble,
    Wanted,
)
from workflows.leases import Claim
from workflows.ledger import Ledger
from workflows.providers.base import Account, Health
from workflows.providers.breaker import UNSENT
from workflows.providers.registry import Registry
from workflows.providers.router import Router

T = TypeVar("T")
TOO_DEAR = "A call of the route “{}” could cost more than what is left of {}, so the route “{}” was asked."


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
    start: Start
    attempt_id: int
    clock: Callable[[], datetime]
    database: Database
    registries: Registries
    watch: Watch
    ledger: Ledger
    budgets: Budgets
    instead: Mapping[int, str] = field(default_factory=dict)  # document -> its words in a trial
    limit: Callable[[], RunLimit | None] = lambda: (
        None
    )  # what the run may cost by itself, and how far that is used
    context: Context = field(default_factory=Context)  # what memory gave, to be kept with the attempt
    taken: UUID | None = None  # the order whose answer is used, once that is stored

    def tools(self) -> Tools:
        return Tools(
            self.complete, self.recall, self.fetch, self.deliver, self.clock, self.collect, self.order
        )

    async def complete(self, request: Request) -> Reply | Trouble:
        router, purses = await self._router()
        request = await self._with_files(request)
        if tight := _saving(purses, request):
            result = await router.complete(replace(request, route=CHEAP))
            if not _is(result, NOBODY):  # nobody there may: blind to its pictures, or the writer itself
                return _noted(
                    f"{tight.percent} % of {tight.what} is used, so the route “{CHEAP}” was asked.", result
                )
        result = await router.complete(request)
        if not tight and _is(result, UNSENT) and (short := _short(purses, request)):
            cheaper = await router.complete(replace(request, route=CHEAP))
            if isinstance(cheaper, Reply):
                return _noted(TOO_DEAR.format(request.route, short.what, CHEAP), cheaper)
        return result

    async def order(self, request: Request) -> Ordered | Reply | Trouble:
        """Into the batch of the model that would be asked first; at once where that has none."""
        router, purses = await self._router()
        request = await self._with_files(request)
        whose = router.batched(replace(request, route=CHEAP)) if _saving(purses, request) else ""
        if whose:
            request = replace(request, route=CHEAP)
        else:
            whose = router.batched(request)
        if isinstance(whose, str):
            return _noted(whose, await router.complete(request))
        choice, why = whose
        request = router.for_batch(request, choice)
        order = ordering.made(self.held, self.start, self.attempt_id, request, choice, self.clock())
        refused = await self.ledger.ordered(request, choice, why, order)
        return refused or ordering.accepted(choice.name, order.due_at)

    async def collect(self) -> Ordered | Came | None:
        found = await self.database.do(collecting.found, self.held, self.start)
        if not isinstance(found, collecting.Found):
            return found
        self.context = found.context
        if found.reply is None:
            self.taken = found.order_id
            return Came(None, found.context, found.missed, found.told)
        router, _ = await self._router()
        result = await router.received(await self._with_files(found.request), found.choice, found.reply)
        if isinstance(result, Reply) or result.permanent:
            self.taken = (
                found.order_id
            )  # else it can't be used, and who would mend it has trouble: again later
        return Came(result, found.context)

    async def _router(self) -> tuple[Router, list[Allowance]]:
        """And what its calls have to fit into."""
        registry = await self.registries.of(self.held.client_id)
        budget = await self.budgets.of(self.held.client_id)
        self.ledger.accounts, self.ledger.catalogue = registry.accounts, registry.catalogue
        self.ledger.is_budgeted = budget is not None
        purses: list[Allowance] = [purse for purse in (self.limit(), budget) if purse is not None]
        return registry.router(self.ledger, self.watch.over(registry.accounts)), purses

    async def _with_files(self, request: Request) -> Request:
        if not request.files:
            return request
        seen = await self.database.do(files.read, self.held.client_id, request.files)
        return replace(request, attachments=tuple(seen))

    async def recall(self, wanted: Wanted) -> Context:
        embedder = await self.database.do(recall.embedder_of, self.held.client_id)
        asked = await asyncio.to_thread(recall.ask, wanted.query, embedder)  # may wait for a server
        context = await self.database.do(recalled, self.held.client_id, asked, wanted, self.instead)
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


def _noted(why: str, result: Reply | Trouble) -> Reply | Trouble:
    if isinstance(result, Trouble):
        return result
    return replace(result, route_note=f"{why} {result.route_note}".strip())


def _saving(purses: Sequence[Allowance], request: Request) -> Allowance | None:
    """For which one the cheap route is to be asked instead. A step that allows one model only keeps it."""
    return next((purse for purse in purses if purse.saves), None) if _may_save(request) else None


def _short(purses: Sequence[Allowance], request: Request) -> Allowance | None:
    """For which one the cheap route may be asked when no model of the step's own fits into what is left."""
    return next((purse for purse in purses if purse.degrades), None) if _may_save(request) else None


def _may_save(request: Request) -> bool:
    return request.route != CHEAP and not request.pin


def _is(result: Reply | Trouble, kind: str) -> bool:
    return isinstance(result, Trouble) and result.kind == kind


def nothing(clock: Callable[[], datetime]) -> Tools:
    """For steps that only compute: they have a clock, and no way out."""
    return Tools(_refuse, _refuse, _refuse, _refuse, clock, _refuse, _refuse)


async def _refuse(*_: Any) -> NoReturn:
    raise RuntimeError("A step of this kind only computes: mark the kind as `outside` to let it ask.")


def recalled(client_id: int, query: recall.Asked, wanted: Wanted, instead: Mapping[int, str]) -> Context:
    """What memory gives for a query, as a step takes it."""
    block = recall.block(client_id, query, wanted.tokens, wanted.passages, as_memory_says(wanted), instead)
    return Context(
        tuple(map(_as_passage, block.pinned)),
        tuple(map(_as_passage, block.recalled)),
        block.tokens,
        block.budget,
        block.note,
        tuple(Share(each.part, each.tokens) for each in block.shares),
        tuple(Left(each.title, each.kind, each.tokens) for each in block.left_out),
    )


def as_memory_says(wanted: Wanted) -> recall.Wanted:
    """Without kinds: those that memory recalls."""
    kinds = wanted.kinds or recall.ALL.kinds
    return recall.Wanted(kinds, wanted.tags, wanted.sources, wanted.days, wanted.half_life)


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
