"""Anthropic's Messages as JSON and as server-sent events."""

from collections.abc import Iterator
from typing import Any

from tests.stand_in.answers import default
from tests.stand_in.behaviours import Behaviour

VERSIONS = ("2023-06-01", "2026-10-21")
KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}

Event = tuple[str, dict[str, Any]]


def error(status: int, kind: str = "", code: str = "", message: str = "") -> dict[str, Any]:
    body = {"type": kind or KINDS.get(status, "api_error"), "message": message or "an error"}
    if code:
        body["details"] = {"error_code": code}
    return {"type": "error", "error": body, "request_id": "req_stand_in"}


def unauthorised(headers: Any) -> str:
    key = headers.get("authorization", "").removeprefix("Bearer ").strip() or headers.get("x-api-key", "")
    return "" if key else "x-api-key header is required"


def wrong_headers(headers: Any) -> str:
    version = headers.get("anthropic-version", "")
    return "" if version in VERSIONS else f"anthropic-version: “{version}” is not a valid version"


def schema(body: dict[str, Any]) -> dict[str, Any] | None:
    return body.get("output_config", {}).get("format", {}).get("schema")


def message(body: dict[str, Any], act: Behaviour) -> dict[str, Any]:
    """The finished message. Thinking comes before text, as it does from the models that think."""
    text = _text(body, act)
    content: list[dict[str, Any]] = [{"type": "thinking", "thinking": "", "signature": "s"}]
    if text:
        content.append({"type": "text", "text": text})
    return {
        "id": "msg_stand_in",
        "type": "message",
        "role": "assistant",
        "model": act.model or body["model"],
        "content": [] if act.act == "refuse" else content,
        "stop_reason": _stop(act),
        "stop_sequence": None,
        "stop_details": _details(act),
        "usage": act.usage or _usage(body, text),
    }


def events(body: dict[str, Any], act: Behaviour) -> Iterator[Event]:
    """The same message as a stream; an error event or nothing at all may end it."""
    whole = message(body, act)
    start = {**whole, "content": [], "stop_reason": None, "stop_details": None}
    start["usage"] = {**whole["usage"], "output_tokens": 1}
    yield _event("message_start", message=start)
    yield _event("ping")
    for index, block in enumerate(whole["content"]):
        yield from _block(index, block)
        if act.act == "error_in_stream":
            yield "error", error(200, act.kind, act.code, act.message)
            return
    if act.act == "break_off":
        return
    ended = {key: whole[key] for key in ("stop_reason", "stop_sequence", "stop_details")}
    yield _event("message_delta", delta=ended, usage=whole["usage"])
    yield _event("message_stop")


def _event(kind: str, **fields: Any) -> Event:
    return kind, {"type": kind, **fields}


def _block(index: int, block: dict[str, Any]) -> Iterator[Event]:
    if block["type"] == "thinking":
        yield _event("content_block_start", index=index, content_block={**block, "signature": ""})
        delta = {"type": "signature_delta", "signature": "s"}
        yield _event("content_block_delta", index=index, delta=delta)
    else:
        yield _event("content_block_start", index=index, content_block={"type": "text", "text": ""})
        for part in _pieces(block["text"]):
            yield _event("content_block_delta", index=index, delta={"type": "text_delta", "text": part})
    yield _event("content_block_stop", index=index)


def _pieces(text: str, length: int = 40) -> list[str]:
    return [text[at : at + length] for at in range(0, len(text), length)]


def _text(body: dict[str, Any], act: Behaviour) -> str:
    return default(schema(body)) if act.text is None else act.text


def _stop(act: Behaviour) -> str:
    return {"refuse": "refusal", "cut": "max_tokens", "stop_for": act.reason}.get(act.act, "end_turn")


def _details(act: Behaviour) -> dict[str, Any] | None:
    if act.act != "refuse":
        return None
    return {"type": "refusal", "category": act.reason or None, "explanation": "The stand-in declines."}


def _usage(body: dict[str, Any], text: str) -> dict[str, int]:
    """About four characters to a token; what is marked for the cache counts as written to it."""
    system = body.get("system") or []
    cached = (
        sum(len(block["text"]) for block in system if "cache_control" in block)
        if isinstance(system, list)
        else 0
    )
    return {
        "input_tokens": len(str(body["messages"])) // 4,
        "cache_creation_input_tokens": cached // 4,
        "cache_read_input_tokens": 0,
        "output_tokens": max(1, len(text) // 4),
    }
