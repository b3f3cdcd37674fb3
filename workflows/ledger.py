"""Every call to a model is on the books before it is sent: a crash shows as "unknown cost" and can't hide one."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from workflows.engine.tools import Reply, Request, Trouble, Usage
from workflows.leases import Claim
from workflows.models import Call, Order
from workflows.providers import known
from workflows.providers.base import Account, Choice
from workflows.providers.breaker import UNSENT
from workflows.providers.catalogue import Catalogue
from workflows.providers.estimate import most
from workflows.providers.router import today

UNPRICED = (
    "{} has no known price, so it can’t be asked under {}. "
    "Enter its price under Models, or take it out of the route."
)


class Admission(Protocol):
    """A way through the limits of a credential (runner.admission)."""

    async def enter(self, account: Account) -> None: ...

    async def leave(self) -> None: ...


@dataclass
class Ledger:
    """The books of one attempt. `write` returns when a call is stored; `book` has what came of it stored soon."""

    held: Claim
    attempt_id: int
    admission: Admission
    write: Callable[[Call, bool, Order | None], Awaitable[str]]
    book: Callable[[Mapping[str, Any], Decimal | None, bool], None]
    accounts: Mapping[str, Account] = field(default_factory=dict)  # of the registry that the calls go through
    catalogue: Catalogue = known.MODELS  # that registry's, too
    is_budgeted: bool = False  # the client has a budget
    is_limited: bool = False  # the run has a limit of its own

    async def opened(self, request: Request, choice: Choice, why: str) -> int | Trouble:
        """The call's id; a Trouble where it could cost more than what may be spent."""
        reserved = self._most(request, choice)
        if isinstance(reserved, Trouble):
            return reserved
        await self.admission.enter(self.accounts[choice.provider])
        call = self._call(request, choice, why, reserved)
        if refusal := await self.write(call, self.is_budgeted, None):
            await self.admission.leave()
            return _refused(choice, refusal)
        return call.pk

    async def ordered(self, request: Request, choice: Choice, why: str, order: Order) -> Trouble | None:
        """Stored with its call, all or nothing; a Trouble where it could cost more than what may be spent."""
        reserved = self._most(request, choice)
        if isinstance(reserved, Trouble):
            return reserved
        share = known.BATCHED.get(choice.provider, 1)
        call = self._call(request, choice, why, None if reserved is None else reserved * share)
        call.state, order.call = Call.State.ORDERED, call
        refusal = await self.write(call, self.is_budgeted, order)
        return _refused(choice, refusal) if refusal else None

    def _most(self, request: Request, choice: Choice) -> Decimal | Trouble | None:
        """What it can cost; None where nobody knows, and a Trouble where somebody has to."""
        known_most = most(request, self.catalogue.find(choice.model, choice.provider), today())
        if known_most is None and (self.is_budgeted or self.is_limited):
            return _refused(
                choice,
                UNPRICED.format(
                    choice.name, "a budget" if self.is_budgeted else "a limit of what a run may cost"
                ),
            )
        return known_most

    def _call(self, request: Request, choice: Choice, why: str, reserved: Decimal | None) -> Call:
        account = self.accounts[choice.provider]
        return Call(
            client_id=self.held.client_id, run_id=self.held.run_id, attempt_id=self.attempt_id,
            provider=choice.provider, model=choice.model, route=request.route, purpose=request.purpose,
            why=why, context=request.context, prompt=request.prompt,
            files=[{"name": each.name, "digest": each.digest} for each in request.attachments],
            credential=account.credential, payer=account.payer, reserved_usd=reserved,
        )  # fmt: skip

    async def settled(self, token: int, result: Reply | Trouble) -> None:
        facts = booked(result)
        cost = result.cost_usd if isinstance(result, Reply) else None
        await self.admission.leave()
        self.book({"id": token, "client_id": self.held.client_id, **facts}, cost, self.is_budgeted)


def booked(result: Reply | Trouble) -> dict[str, Any]:
    """A call's columns when it is settled."""
    return _answered(result) if isinstance(result, Reply) else _failed(result)


def _answered(reply: Reply) -> dict[str, object]:
    return {
        "state": Call.State.ANSWERED,
        "model": reply.model,
        "answer": reply.text,
        "stop": reply.stop,
        "problem": reply.why_stopped,
        "cost_usd": reply.cost_usd,
        "request_id": reply.request_id,
        **_tokens(reply.usage),
    }


def _tokens(usage: Usage) -> dict[str, int | None]:
    """None where the vendor didn't say."""
    counts = {
        "input_tokens": usage.input,
        "cache_read_tokens": usage.cache_read,
        "cache_write_tokens": usage.cache_write,
        "cache_write_long_tokens": usage.cache_write_long,
        "output_tokens": usage.output,
        "reasoning_tokens": usage.reasoning,
    }
    return {name: count if usage.is_counted else None for name, count in counts.items()}


def _failed(trouble: Trouble) -> dict[str, object]:
    """A call that a vendor turned down costs nothing; one that broke off may cost something, and nobody knows."""
    cost = None if trouble.may_cost else Decimal(0)
    return {"state": Call.State.FAILED, "problem": trouble.sentence, "cost_usd": cost}


def _refused(choice: Choice, sentence: str) -> Trouble:
    """Another model of the route may still fit; else the step ends, until somebody acts."""
    return Trouble(
        sentence, permanent=True, owner="agency", provider=choice.provider, model=choice.model, kind=UNSENT
    )
