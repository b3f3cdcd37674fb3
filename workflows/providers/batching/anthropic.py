"""Anthropic's Message Batches. A batch takes no name of ours, so one whose creation was never answered is known by the
names of its requests, which show when it has ended; until then it may be any batch of that size."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from workflows.engine.tools import Reply, Request, Trouble
from workflows.providers import wire
from workflows.providers.anthropic import Anthropic, read, translated
from workflows.providers.batching import LAPSED, PAGE, PERHAPS, SKEW, UNANSWERED, Looked, unanswered
from workflows.providers.faults import Fault


class Batches:
    def __init__(self, provider: Anthropic) -> None:
        self.session = provider.session
        self.label = provider.session.vendor.label

    async def send(self, key: str, requests: Mapping[str, Request], model: str) -> str | Trouble:
        shared = _shared(requests)
        sent = [
            {
                "custom_id": name,
                "params": translated(each, model, lasting=each.lasting and each.context in shared),
            }
            for name, each in requests.items()
        ]
        batch = await self.session.call(lambda client: client.messages.batches.create(requests=sent), model)
        if isinstance(batch, Trouble):
            return batch
        return getattr(batch, "id", None) or self.session.trouble(Fault(kind="unreadable"), model)

    async def find(
        self, key: str, names: Collection[str], model: str, since: datetime, others: Collection[str]
    ) -> str | Trouble | None:
        async def search(client: Any) -> str | Trouble | None:
            perhaps = None
            async for batch in client.messages.batches.list(limit=PAGE):
                if batch.created_at < since - SKEW:
                    break
                if batch.id in others or _size(batch) != len(names):
                    continue
                if batch.processing_status != "ended":
                    perhaps = Trouble(PERHAPS.format(self.label), permanent=False, kind="perhaps")
                elif await _holds(client, batch.id, names):
                    return str(batch.id)
            return perhaps

        return await self.session.call(search, model)

    async def look(self, batch: str, requests: Mapping[str, Request], model: str) -> Looked | Trouble:
        async def ask(client: Any) -> list[Any] | None:
            found = await client.messages.batches.retrieve(batch)
            if found.processing_status != "ended":
                return None
            return [each async for each in await client.messages.batches.results(batch)]

        lines = await self.session.call(ask, model)
        if isinstance(lines, Trouble):
            return lines
        if lines is None:
            return Looked(ended=False)
        results: dict[str, Reply | Trouble] = {name: unanswered(UNANSWERED, self.label) for name in requests}
        for line in lines:
            if line.custom_id in requests:
                results[line.custom_id] = self._read(line.result, requests[line.custom_id], model)
        return Looked(True, results)

    async def forget(self, batch: str, model: str) -> Trouble | None:
        answer = await self.session.call(lambda client: client.messages.batches.delete(batch), model)
        return answer if isinstance(answer, Trouble) else None

    def _read(self, result: Any, request: Request, model: str) -> Reply | Trouble:
        match result.type:
            case "succeeded":
                limit = wire.max_tokens(request)
                return self.session.reading(lambda: read(result.message, result.message.id, limit), model)
            case "errored":
                error = result.error.error
                return self.session.trouble(Fault(kind=error.type, message=error.message or ""), model)
            case "expired":
                return unanswered(LAPSED, self.label)
            case _:
                return unanswered(UNANSWERED, self.label)


def _shared(requests: Mapping[str, Request]) -> set[str]:
    """The blocks that several of a batch begin with. A batch takes longer than the five minutes of the usual cache, so
    these are kept for an hour: read once more, that is cheaper."""
    counts = Counter(each.context for each in requests.values())
    return {context for context, count in counts.items() if count > 1}


def _size(batch: Any) -> int:
    """How many requests it has; each of them is counted in one of these."""
    counts = batch.request_counts
    return counts.processing + counts.succeeded + counts.errored + counts.canceled + counts.expired


async def _holds(client: Any, batch: str, names: Collection[str]) -> bool:
    async for line in await client.messages.batches.results(batch):
        return line.custom_id in names
    return False
