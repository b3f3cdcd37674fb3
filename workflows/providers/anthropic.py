"""Anthropic's Messages API over its own SDK: translate, call, translate back."""

from dataclasses import replace
from typing import Any

from workflows.engine.tools import Attachment, Reply, Request, Trouble, Usage
from workflows.providers import wire
from workflows.providers.faults import Fault, Vendor
from workflows.providers.sdks import Stainless
from workflows.providers.session import Session
from workflows.providers.stored import Stored

BASE_URL = "https://api.anthropic.com"
VENDOR = Vendor("anthropic", "Anthropic", "ANTHROPIC_API_KEY")
SDK = Stainless("anthropic", "AsyncAnthropic", {"open_telemetry": False})
ENDED = frozenset({"end_turn", "stop_sequence"})
CUT = frozenset({"max_tokens", "model_context_window_exceeded"})


class Anthropic:
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
        message, request_id = answer
        if not _is_message(message):
            return self.session.trouble(Fault(kind="unreadable"), model)
        if message.stop_reason is None:
            return self.session.trouble(Fault(kind="broken"), model)
        return self.session.reading(lambda: read(message, request_id, sent["max_tokens"]), model)

    async def aclose(self) -> None:
        await self.session.aclose()


def translated(request: Request, model: str, *, lasting: bool = False) -> dict[str, Any]:
    """The request in Anthropic's words: the stable block first and marked for their cache, which keeps it for five
    minutes, or for an hour at a higher price (`lasting`)."""
    sent: dict[str, Any] = {
        "model": model,
        "max_tokens": wire.max_tokens(request),
        "messages": [{"role": "user", "content": _content(request)}],
        "output_config": {"effort": request.effort} if request.efforts else {},
    }
    if request.context:
        kept = {"type": "ephemeral", "ttl": "1h"} if lasting else {"type": "ephemeral"}
        sent["system"] = [{"type": "text", "text": request.context, "cache_control": kept}]
    if (schema := wire.sent_schema(request)) is not None:
        sent["output_config"]["format"] = {"type": "json_schema", "schema": schema}
    return {name: value for name, value in sent.items() if value}


def _content(request: Request) -> str | list[dict[str, Any]]:
    """Files come before the words that speak of them."""
    if not request.attachments:
        return request.prompt
    return [*map(_block, request.attachments), {"type": "text", "text": request.prompt}]


def _block(file: Attachment) -> dict[str, Any]:
    source = {"type": "base64", "media_type": file.media_type, "data": wire.base64_of(file)}
    return {"type": "document", "title": file.name, "source": source} if file.is_pdf else {
        "type": "image", "source": source,
    }  # fmt: skip


async def _ask(client: Any, sent: dict[str, Any]) -> tuple[Any, str]:
    """The message and the request's id."""
    if not wire.is_long(sent["max_tokens"]):
        message = await client.messages.create(**sent)
        return message, getattr(message, "_request_id", None) or ""
    async with client.messages.stream(**sent) as stream:
        return await _final(stream), stream.request_id or ""


async def _final(stream: Any) -> Any:
    """The whole message; None where the stream ended before it began, or the SDK can't add up what isn't there."""
    try:
        return await stream.get_final_message()
    except (AssertionError, AttributeError):
        return None


def _is_message(message: Any) -> bool:
    """The SDK does not check what it is given: a proxy's page comes through as text, other JSON
    half-empty.
    """
    return isinstance(getattr(message, "content", None), list)


def read(message: Any, request_id: str, limit: int) -> Reply:
    """The message in our words. Text blocks by type: thinking comes first and is not the answer."""
    text = "".join(block.text for block in message.content if block.type == "text")
    reply = Reply(
        text=text,
        model=message.model,
        provider=VENDOR.name,
        usage=_usage(getattr(message, "usage", None)),
        request_id=request_id,
    )
    return _stopped(reply, message, limit)


def _stopped(reply: Reply, message: Any, limit: int) -> Reply:
    reason = message.stop_reason
    if reason in ENDED:
        return reply
    if reason == "refusal":
        return replace(reply, stop="refused", why_stopped=_refusal(message))
    return wire.cut(reply, limit) if reason in CUT else wire.puzzling(reply, reason)


def _refusal(message: Any) -> str:
    details = getattr(message, "stop_details", None)
    said = getattr(details, "category", None), getattr(details, "explanation", None)
    return ": ".join(part for part in said if part)


def _usage(usage: Any) -> Usage:
    """Anthropic's input excludes what its cache took; its output includes thinking."""
    if not wire.counts(usage, "input_tokens", "output_tokens"):
        return Usage()
    details, kept = getattr(usage, "output_tokens_details", None), getattr(usage, "cache_creation", None)
    written = wire.count(usage, "cache_creation_input_tokens")
    return Usage(
        input=usage.input_tokens or 0,
        cache_read=wire.count(usage, "cache_read_input_tokens"),
        cache_write=written,
        output=usage.output_tokens or 0,
        reasoning=wire.count(details, "thinking_tokens"),
        cache_write_long=min(wire.count(kept, "ephemeral_1h_input_tokens"), written),
    )
