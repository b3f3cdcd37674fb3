"""OpenAI's batches of responses: a file of requests goes up, and files of answers and of errors come down. Our key goes
with the batch as metadata."""

import json
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from workflows.engine.tools import Reply, Request, Trouble
from workflows.providers import wire
from workflows.providers.batching import LAPSED, PAGE, REFUSED, SKEW, UNANSWERED, Looked, unanswered
from workflows.providers.faults import Fault
from workflows.providers.openai import OpenAI, translated

ENDPOINT = "/v1/responses"
OURS = "baton"  # the name of our key in a batch's metadata
ENDED = frozenset(("completed", "expired", "cancelled", "failed"))
REASONS = {"expired": LAPSED, "failed": REFUSED}


class Batches:
    def __init__(self, provider: OpenAI) -> None:
        self.provider, self.session = provider, provider.session
        self.label = provider.session.vendor.label

    async def send(self, key: str, requests: Mapping[str, Request], model: str) -> str | Trouble:
        lines = "".join(_line(name, translated(each, model)) for name, each in requests.items())

        async def ask(client: Any) -> Any:
            file = await client.files.create(file=(f"{key}.jsonl", lines.encode()), purpose="batch")
            return await client.batches.create(
                input_file_id=file.id, endpoint=ENDPOINT, completion_window="24h", metadata={OURS: key}
            )

        batch = await self.session.call(ask, model)
        if isinstance(batch, Trouble):
            return batch
        return getattr(batch, "id", None) or self.session.trouble(Fault(kind="unreadable"), model)

    async def find(
        self, key: str, names: Collection[str], model: str, since: datetime, others: Collection[str]
    ) -> str | Trouble | None:
        async def search(client: Any) -> str | None:
            async for batch in client.batches.list(limit=PAGE):
                if datetime.fromtimestamp(batch.created_at, UTC) < since - SKEW:
                    break
                if (batch.metadata or {}).get(OURS) == key:
                    return str(batch.id)
            return None

        return await self.session.call(search, model)

    async def look(self, batch: str, requests: Mapping[str, Request], model: str) -> Looked | Trouble:
        async def ask(client: Any) -> tuple[str, list[dict[str, Any]]]:
            found = await client.batches.retrieve(batch)
            if found.status not in ENDED:
                return found.status, []
            return found.status, [line async for line in _lines(client, found)]

        answer = await self.session.call(ask, model)
        if isinstance(answer, Trouble):
            return answer
        status, lines = answer
        if status not in ENDED:
            return Looked(ended=False)
        reason = REASONS.get(status, UNANSWERED)
        results: dict[str, Reply | Trouble] = {name: unanswered(reason, self.label) for name in requests}
        for line in lines:
            if (name := str(line.get("custom_id"))) in requests:
                results[name] = self._read(line, requests[name], model)
        return Looked(True, results)

    async def forget(self, batch: str, model: str) -> Trouble | None:
        async def ask(client: Any) -> None:
            found = await client.batches.retrieve(batch)
            for file in filter(None, (found.input_file_id, found.output_file_id, found.error_file_id)):
                await client.files.delete(file)

        return await self.session.call(ask, model)

    def _read(self, line: dict[str, Any], request: Request, model: str) -> Reply | Trouble:
        from openai.types.responses import Response

        response, error = line.get("response") or {}, line.get("error") or {}
        body = response.get("body") or {}
        if error.get("code") == "batch_expired":
            return unanswered(LAPSED, self.label)
        if error or response.get("status_code", 200) >= 400:
            said = error or body.get("error") or {}
            kind, code, message = (said.get(word) or "" for word in ("type", "code", "message"))
            return self.session.trouble(Fault(response.get("status_code"), kind, code, message), model)
        return self.provider.read(Response.construct(**body), model, wire.max_tokens(request))


def _line(name: str, body: dict[str, Any]) -> str:
    line = {"custom_id": name, "method": "POST", "url": ENDPOINT, "body": body}
    return json.dumps(line, ensure_ascii=False) + "\n"


async def _lines(client: Any, batch: Any) -> AsyncIterator[dict[str, Any]]:
    for file in filter(None, (batch.output_file_id, batch.error_file_id)):
        content = await client.files.content(file)
        for line in content.text.split("\n"):  # a text may hold what Python calls the end of a line, too
            with suppress(ValueError):  # one that can't be read takes no other's answer with it
                if isinstance(found := json.loads(line), dict):
                    yield found
