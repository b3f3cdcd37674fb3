"""OpenAI's Responses API over its own SDK: translate, call, translate back. Nothing is stored there."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

from workflows.engine.tools import Attachment, Reply, Request, Trouble, Usage
from workflows.providers import schema, wire
from workflows.providers.faults import Fault, Vendor
from workflows.providers.sdks import Stainless
from workflows.providers.session import Session
from workflows.providers.stored import Stored

BASE_URL = "https://api.openai.com/v1"
VENDOR = Vendor("openai", "OpenAI", "OPENAI_API_KEY")
SDK = Stainless("openai", "AsyncOpenAI")
FINAL_EVENTS = frozenset({"response.completed", "response.incomplete", "response.failed"})


class OpenAI:
    name = VENDOR.name

    def __init__(
        self, api_key: str, base_url: str = "", deadline: float = 600.0, stored: Stored | None = None
    ) -> None:
        self.session = Session(VENDOR, SDK, api_key, base_url or BASE_URL, deadline, stored)

    async def complete(self, request: Request, model: str) -> Reply | Trouble:
        sent = translated(request, model)
        answer = await self.session.call(lambda client: _ask(client, sent), model)
        if isinstance(answer, Trouble):
            return answer
        if isinstance(answer, Fault):
            return self.session.trouble(answer, model)
        return self.read(answer, model, sent["max_output_tokens"])

    async def aclose(self) -> None:
        await self.session.aclose()

    def read(self, response: Any, model: str, limit: int) -> Reply | Trouble:
        if fault := _fault(response):
            return self.session.trouble(fault, model)
        return self.session.reading(lambda: read(response, limit), model)


def translated(request: Request, model: str) -> dict[str, Any]:
    """The request in OpenAI's words. The stable block comes first, which is what its cache goes by; the
    key leads requests with the same block to where that is kept."""
    sent: dict[str, Any] = {
        "model": model,
        "input": _input(request),
        "max_output_tokens": wire.max_tokens(request),
        "store": False,
    }
    if request.efforts:
        sent["reasoning"] = {"effort": request.effort}
    if request.context:
        sent["instructions"] = request.context
        sent["prompt_cache_key"] = sha256(request.context.encode(errors="replace")).hexdigest()[:32]
    if (sent_schema := wire.sent_schema(request)) is not None:
        sent["text"] = {"format": {"type": "json_schema", **named(sent_schema)}}
    return sent


def _input(request: Request) -> str | list[dict[str, Any]]:
    """Files come before the words that speak of them."""
    if not request.attachments:
        return request.prompt
    parts = [*map(_part, request.attachments), {"type": "input_text", "text": request.prompt}]
    return [{"role": "user", "content": parts}]


def _part(file: Attachment) -> dict[str, Any]:
    if file.is_pdf:
        return {"type": "input_file", "filename": file.name, "file_data": wire.data_url(file)}
    return {"type": "input_image", "image_url": wire.data_url(file), "detail": "auto"}


def named(sent_schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with the name that OpenAI wants; strict only where every property is required, as it
    demands.
    """
    return {"name": "answer", "schema": sent_schema, "strict": schema.is_strict(sent_schema)}


async def _ask(client: Any, sent: dict[str, Any]) -> Any:
    """The final response object; a Fault where a stream ended without one."""
    if not wire.is_long(sent["max_output_tokens"]):
        return await client.responses.create(**sent)
    async with await client.responses.create(**sent, stream=True) as stream:
        async for event in stream:
            if event.type in FINAL_EVENTS:
                return event.response
            if event.type == "error":
                return Fault(code=event.code or "", message=event.message or "", begun=True)
    return Fault(kind="broken")


def _fault(response: Any) -> Fault | None:
    """What makes a response unusable. A policy's refusal is none: it is an answer and is billed."""
    status = getattr(response, "status", None)
    if status is None or not isinstance(getattr(response, "output", None), list):
        return Fault(kind="unreadable")
    if status == "failed" and not _by_policy(response):
        error = response.error
        code, message = getattr(error, "code", "") or "server_error", getattr(error, "message", "") or ""
        return Fault(code=code, message=message, begun=bool(response.output))
    return None if status in ("completed", "incomplete", "failed") else Fault(kind="broken")


def _by_policy(response: Any) -> bool:
    code = getattr(response.error, "code", None) or ""
    return "policy" in code or code == "invalid_prompt"


def read(response: Any, limit: int) -> Reply:
    """The response in our words."""
    parts = [part for item in response.output if item.type == "message" for part in item.content]
    reply = Reply(
        text="".join(part.text for part in parts if part.type == "output_text"),
        model=response.model,
        provider=VENDOR.name,
        usage=_usage(getattr(response, "usage", None)),
        request_id=getattr(response, "_request_id", None) or response.id or "",
    )
    refusals = [part.refusal for part in parts if part.type == "refusal"]
    return _stopped(reply, response, refusals, limit)


def _stopped(reply: Reply, response: Any, refusals: list[str], limit: int) -> Reply:
    if refusals:
        return replace(reply, stop="refused", why_stopped=refusals[0])
    if response.status == "failed":
        return replace(reply, stop="refused", why_stopped=response.error.message or response.error.code)
    if response.status == "completed":
        return reply
    reason = getattr(response.incomplete_details, "reason", None)
    if reason == "content_filter":
        return replace(reply, stop="refused", why_stopped="content filter")
    is_cut = reason in (None, "max_output_tokens")  # gateways leave it out
    return wire.cut(reply, limit) if is_cut else wire.puzzling(reply, reason)


def _usage(usage: Any) -> Usage:
    """OpenAI's input includes what its cache read and wrote; ours does not."""
    if not wire.counts(usage, "input_tokens", "output_tokens"):
        return Usage()
    taken, made = getattr(usage, "input_tokens_details", None), getattr(usage, "output_tokens_details", None)
    read_, written = wire.count(taken, "cached_tokens"), wire.count(taken, "cache_write_tokens")
    return Usage(
        input=max(usage.input_tokens - read_ - written, 0),
        cache_read=read_,
        cache_write=written,
        output=usage.output_tokens,
        reasoning=wire.count(made, "reasoning_tokens"),
    )
