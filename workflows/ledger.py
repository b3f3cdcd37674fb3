"""Every call to a model is on the books before it is sent: a crash shows as "unknown cost" and can't hide one."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from workflows.engine.tools import Reply, Request, Trouble
from workflows.leases import Claim
from workflows.models import Call
from workflows.providers.base import Account, Choice


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
    write: Callable[[Call], Awaitable[object]]
    book: Callable[[Mapping[str, Any], Decimal | None], None]
    accounts: Mapping[str, Account] = field(default_factory=dict)  # of the registry that the calls go through

    async def opened(self, request: Request, choice: Choice, why: str) -> int:
        await self.admission.enter(self.accounts[choice.provider])
        call = Call(
            client_id=self.held.client_id, run_id=self.held.run_id, attempt_id=self.attempt_id,
            provider=choice.provider, model=choice.model, route=request.route, purpose=request.purpose,
            why=why, context=request.context, prompt=request.prompt,
            files=[{"name": each.name, "digest": each.digest} for each in request.attachments],
        )  # fmt: skip
        await self.write(call)
        return call.pk

    async def settled(self, token: int, result: Reply | Trouble) -> None:
        facts = _answered(result) if isinstance(result, Reply) else _failed(result)
        cost = result.cost_usd if isinstance(result, Reply) else None
        await self.admission.leave()
        self.book({"id": token, "client_id": self.held.client_id, **facts}, cost)


def _answered(reply: Reply) -> dict[str, object]:
    usage = reply.usage
    return {
        "state": Call.State.ANSWERED,
        "model": reply.model,
        "answer": reply.text,
        "stop": reply.stop,
        "problem": reply.why_stopped,
        "input_tokens": usage.input,
        "cache_read_tokens": usage.cache_read,
        "cache_write_tokens": usage.cache_write,
        "output_tokens": usage.output,
        "reasoning_tokens": usage.reasoning,
        "cost_usd": reply.cost_usd,
        "request_id": reply.request_id,
    }


def _failed(trouble: Trouble) -> dict[str, object]:
    return {"state": Call.State.FAILED, "problem": trouble.sentence}
