"""Any server that speaks OpenAI's chat completions: a gateway, a local model. Over OpenAI's SDK."""

import json
from dataclasses import replace
from typing import Any

from workflows.engine.tools import Attachment, Reply, Request, Trouble, Usage
from workflows.providers import wire
from workflows.providers.abilities import UNTOLD, Abilities
from workflows.providers.faults import Fault, Vendor
from workflows.providers.openai import SDK, named
from workflows.providers.session import Session
from workflows.providers.stored import Stored

VENDOR = Vendor("compatible", "The model server", "OPENAI_API_KEY and OPENAI_BASE_URL")


class Compatible:
    """It may know less than OpenAI: no effort is sent, and a schema stands in the prompt as well."""

    name = VENDOR.name

    def __init__(
        self, base_url: str, api_key: str = "", deadline: float = 600.0, stored: Stored | None = None
    ) -> None:
        self.session = Session(VENDOR, SDK, api_key, base_url, deadline, stored)
        self.can = (stored and stored.abilities) or UNTOLD

    async def complete(self, request: Request, model: str) -> Reply | Trouble:
        sent = translated(request, model, self.can)
        answer = await self.session.call(lambda client: client.chat.completions.create(**sent), model)
        if isinstance(answer, Trouble):
            return answer
        if not getattr(answer, "choices", None):
            return self.session.trouble(Fault(kind="unreadable"), model)
        return self.session.reading(lambda: read(answer, model, sent[self.can.limit]), model)

    async def aclose(self) -> None:
        await self.session.aclose()


def translated(request: Request, model: str, can: Abilities = UNTOLD) -> dict[str, Any]:
    system = [{"role": can.role, "content": request.context}] if request.context else []
    sent: dict[str, Any] = {
        "model": model,
        can.limit: wire.max_tokens(request),
    }
    prompt = request.prompt
    if (sent_schema := wire.sent_schema(request)) is not None:
        sent |= _held_to(sent_schema, can)
        prompt += f"\n\nAnswer with JSON that follows this schema:\n{json.dumps(sent_schema)}"
    sent["messages"] = [*system, {"role": "user", "content": _content(request, prompt)}]
    return sent


def _content(request: Request, prompt: str) -> str | list[dict[str, Any]]:
    """Files come before the words that speak of them."""
    if not request.attachments:
        return prompt
    return [*map(_part, request.attachments), {"type": "text", "text": prompt}]


def _part(file: Attachment) -> dict[str, Any]:
    if file.is_pdf:
        return {"type": "file", "file": {"filename": file.name, "file_data": wire.data_url(file)}}
    return {"type": "image_url", "image_url": {"url": wire.data_url(file)}}


def _held_to(sent_schema: dict[str, Any], can: Abilities) -> dict[str, Any]:
    """As far as the server can be held to it; the prompt asks for it anyhow, and the answer is checked."""
    if can.json == "schema":
        return {"response_format": {"type": "json_schema", "json_schema": named(sent_schema)}}
    return {"response_format": {"type": "json_object"}} if can.json == "object" else {}


def read(completion: Any, model: str, limit: int) -> Reply:
    choice = completion.choices[0]
    reply = Reply(
        text=_text(choice.message.content),
        model=completion.model or model,
        provider=VENDOR.name,
        usage=_usage(getattr(completion, "usage", None)),
        request_id=getattr(completion, "_request_id", None) or completion.id or "",
    )
    refusal = getattr(choice.message, "refusal", None)
    if refusal or choice.finish_reason == "content_filter":
        return replace(reply, stop="refused", why_stopped=refusal or "content filter")
    if choice.finish_reason == "stop":
        return reply
    cut = choice.finish_reason == "length"
    return wire.cut(reply, limit) if cut else wire.puzzling(reply, choice.finish_reason)


def _text(content: Any) -> str:
    """Some servers give it in parts, with what the model thought among them."""
    if not isinstance(content, list):
        return content or ""
    texts = [part for part in content if isinstance(part, dict) and part.get("type") == "text"]
    return "".join(str(part.get("text") or "") for part in texts)


def _usage(usage: Any) -> Usage:
    """The prompt includes what the cache took."""
    if not wire.counts(usage, "prompt_tokens", "completion_tokens"):
        return Usage()
    taken = getattr(usage, "prompt_tokens_details", None)
    made = getattr(usage, "completion_tokens_details", None)
    read_, written = wire.count(taken, "cached_tokens"), wire.count(taken, "cache_write_tokens")
    return Usage(
        input=max(usage.prompt_tokens - read_ - written, 0),
        cache_read=read_,
        cache_write=written,
        output=usage.completion_tokens,
        reasoning=wire.count(made, "reasoning_tokens"),
    )
