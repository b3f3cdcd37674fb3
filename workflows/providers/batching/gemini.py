"""Gemini's batches with the requests in the call itself. Our key is the batch's display name, and each request's name
goes with it as metadata, which comes back with its answer."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from workflows.engine.tools import Reply, Request, Trouble
from workflows.providers import wire
from workflows.providers.batching import LAPSED, PAGE, REFUSED, SKEW, UNANSWERED, Looked, unanswered
from workflows.providers.faults import Fault
from workflows.providers.gemini import Answer, Gemini, read, translated

OURS = "baton"  # the name of a request's name in its metadata
WORDS = ("SUCCEEDED", "PARTIALLY_SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED")
ENDED = frozenset(f"JOB_STATE_{word}" for word in WORDS)
REASONS = {"JOB_STATE_EXPIRED": LAPSED, "JOB_STATE_FAILED": REFUSED}
CODES = {4: 504, 8: 429, 13: 500, 14: 503}  # gRPC's numbers of what may pass, as HTTP has them


class Batches:
    def __init__(self, provider: Gemini) -> None:
        self.session = provider.session
        self.label = provider.session.vendor.label

    async def send(self, key: str, requests: Mapping[str, Request], model: str) -> str | Trouble:
        sent = [{**translated(each, model), "metadata": {OURS: name}} for name, each in requests.items()]
        batch = await self.session.call(
            lambda client: client.aio.batches.create(model=model, src=sent, config={"display_name": key}),
            model,
        )
        if isinstance(batch, Trouble):
            return batch
        return batch.name or self.session.trouble(Fault(kind="unreadable"), model)

    async def find(
        self, key: str, names: Collection[str], model: str, since: datetime, others: Collection[str]
    ) -> str | Trouble | None:
        async def search(client: Any) -> str | None:
            async for batch in await client.aio.batches.list(config={"page_size": PAGE}):
                if batch.display_name == key:
                    return str(batch.name)
                if batch.create_time and batch.create_time < since - SKEW:
                    break
            return None

        return await self.session.call(search, model)

    async def look(self, batch: str, requests: Mapping[str, Request], model: str) -> Looked | Trouble:
        found = await self.session.call(lambda client: client.aio.batches.get(name=batch), model)
        if isinstance(found, Trouble):
            return found
        state = found.state.value if found.state else ""
        if state not in ENDED:
            return Looked(ended=False)
        reason = REASONS.get(state, UNANSWERED)
        results: dict[str, Reply | Trouble] = {name: unanswered(reason, self.label) for name in requests}
        for each in (found.dest.inlined_responses if found.dest else None) or []:
            if (name := str((each.metadata or {}).get(OURS))) in requests:
                results[name] = self._read(each, requests[name], model)
        return Looked(True, results)

    async def forget(self, batch: str, model: str) -> Trouble | None:
        answer = await self.session.call(lambda client: client.aio.batches.delete(name=batch), model)
        return answer if isinstance(answer, Trouble) else None

    def _read(self, each: Any, request: Request, model: str) -> Reply | Trouble:
        if each.error or not each.response:
            error = each.error
            code = (error.code if error else None) or 0
            fault = Fault(
                CODES.get(code, 400 if code < 100 else code), message=(error.message if error else "") or ""
            )
            return self.session.trouble(fault, model)
        answer = Answer()
        answer.take(each.response)
        if not answer.is_answer:
            return self.session.trouble(Fault(kind="unreadable"), model)
        return self.session.reading(lambda: read(answer, model, wire.max_tokens(request)), model)
