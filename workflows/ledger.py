"""Every call to a model is on the books before it is sent: a crash shows as "unknown cost" and can't hide one."""

from dataclasses import dataclass
from uuid import UUID

from asgiref.sync import sync_to_async
from django.utils.timezone import now

from tenants.scope import tenant_tx
from workflows.engine.tools import Reply, Request, Trouble
from workflows.models import Call


@dataclass(frozen=True)
class Ledger:
    client_id: int
    run_id: UUID
    attempt_id: int

    async def opened(self, request: Request, provider: str, model: str) -> int:
        return await sync_to_async(self._open)(request, provider, model)

    async def settled(self, token: int, result: Reply | Trouble) -> None:
        await sync_to_async(self._settle)(token, result)

    def _open(self, request: Request, provider: str, model: str) -> int:
        with tenant_tx(self.client_id):
            call = Call.objects.create(
                client_id=self.client_id, run_id=self.run_id, attempt_id=self.attempt_id,
                provider=provider, model=model, route=request.route, purpose=request.purpose,
                context=request.context, prompt=request.prompt,
            )  # fmt: skip
        return call.pk

    def _settle(self, pk: int, result: Reply | Trouble) -> None:
        facts = _answered(result) if isinstance(result, Reply) else _failed(result)
        with tenant_tx(self.client_id):
            Call.objects.filter(pk=pk).update(settled_at=now(), **facts)


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
