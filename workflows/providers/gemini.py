"""Gemini over Google's own SDK, which shows thinking and safety as a compatible endpoint doesn't: translate, call,
translate back.
"""

from dataclasses import dataclass, replace
from typing import Any

from workflows.engine.tools import Reply, Request, Trouble, Usage
from workflows.providers import wire
from workflows.providers.faults import Fault, Vendor
from workflows.providers.sdks import GoogleGenAI
from workflows.providers.session import Session
from workflows.providers.stored import Stored

BASE_URL = "https://generativelanguage.googleapis.com"
VENDOR = Vendor("gemini", "Gemini", "GEMINI_API_KEY")
CUT = frozenset({"MAX_TOKENS", "CONTINUATION"})
REFUSED = frozenset({"SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR"})


class Gemini:
    name = VENDOR.name

    def __init__(
        self, api_key: str, base_url: str = "", deadline: float = 600.0, stored: Stored | None = None
    ) -> None:
        self.session = Session(VENDOR, GoogleGenAI(), api_key, base_url or BASE_URL, deadline, stored)

    async def complete(self, request: Request, model: str) -> Reply | Trouble:
        sent = translated(request, model)
        answer = await self.session.call(lambda client: _ask(client, sent), model)
        if isinstance(answer, Trouble):
            return answer
        if not answer.is_answer:
            return self.session.trouble(Fault(kind="unreadable"), model)
        if not (answer.reason or answer.blocked):
            return self.session.trouble(Fault(kind="broken"), model)
        return self.session.reading(lambda: read(answer, model, sent["config"]["max_output_tokens"]), model)

    async def aclose(self) -> None:
        await self.session.aclose()


def translated(request: Request, model: str) -> dict[str, Any]:
    """The request in Google's words. The stable block comes first, which is what its cache goes by."""
    config: dict[str, Any] = {
        "max_output_tokens": wire.max_tokens(request),
        "automatic_function_calling": {"disable": True},
    }
    if request.efforts:
        config["thinking_config"] = {"thinking_level": request.effort.upper()}
    if request.context:
        config["system_instruction"] = request.context
    if (schema := wire.sent_schema(request)) is not None:
        config |= {"response_mime_type": "application/json", "response_json_schema": schema}
    return {"model": model, "contents": _contents(request), "config": config}


def _contents(request: Request) -> str | list[dict[str, Any]]:
    """Files come before the words that speak of them."""
    if not request.attachments:
        return request.prompt
    files = [{"inline_data": {"mime_type": f.media_type, "data": f.content}} for f in request.attachments]
    return [{"role": "user", "parts": [*files, {"text": request.prompt}]}]


@dataclass
class Answer:
    """What came, whole or piece by piece."""

    text: str = ""
    model: str = ""
    request_id: str = ""
    reason: str = ""  # why it ended
    blocked: str = ""  # why the prompt was not answered at all
    usage: Any = None
    is_answer: bool = False

    def take(self, piece: Any) -> None:
        self.model = piece.model_version or self.model
        self.request_id = piece.response_id or self.request_id
        self.usage = piece.usage_metadata or self.usage
        if piece.prompt_feedback and piece.prompt_feedback.block_reason:
            self.blocked = _name(piece.prompt_feedback.block_reason)
        for candidate in (piece.candidates or [])[:1]:
            parts = (candidate.content.parts if candidate.content else None) or []
            self.text += "".join(part.text for part in parts if part.text and not part.thought)
            self.reason = _name(candidate.finish_reason) or self.reason
        self.is_answer = self.is_answer or bool(piece.candidates or self.blocked)


async def _ask(client: Any, sent: dict[str, Any]) -> Answer:
    from google.genai.errors import APIError

    answer = Answer()
    if wire.is_long(sent["config"]["max_output_tokens"]):
        try:
            async for piece in await client.aio.models.generate_content_stream(**sent):
                answer.take(piece)
        except APIError as error:
            error.begun = answer.is_answer  # type: ignore[attr-defined]  # sdks asks: some may be billed
            raise
    else:
        answer.take(await client.aio.models.generate_content(**sent))
    return answer


def read(answer: Answer, model: str, limit: int) -> Reply:
    """The answer in our words. Thinking is billed as output, and counted beside it."""
    reply = Reply(
        text=answer.text,
        model=answer.model or model,
        provider=VENDOR.name,
        usage=_usage(answer.usage),
        request_id=answer.request_id,
    )
    if answer.blocked or answer.reason in REFUSED:
        return replace(reply, stop="refused", why_stopped=_spoken(answer.blocked or answer.reason))
    if answer.reason == "STOP":
        return reply
    return wire.cut(reply, limit) if answer.reason in CUT else wire.puzzling(reply, answer.reason)


def _name(value: Any) -> str:
    """Of a value that the SDK knows by name, or of a word that it doesn't know yet."""
    return str(getattr(value, "value", value) or "")


def _spoken(why: str) -> str:
    return why.replace("_", " ").lower()


def _usage(usage: Any) -> Usage:
    """Google's input includes what its cache read; its output excludes thinking. It leaves out what is 0."""
    if not wire.counts(usage, "prompt_token_count"):
        return Usage()
    read_, thought = usage.cached_content_token_count or 0, usage.thoughts_token_count or 0
    taken = (usage.prompt_token_count or 0) + (usage.tool_use_prompt_token_count or 0)
    return Usage(
        input=max(taken - read_, 0),
        cache_read=read_,
        output=(usage.candidates_token_count or 0) + thought,
        reasoning=thought,
    )
