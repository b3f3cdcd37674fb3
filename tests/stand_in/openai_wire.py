"""OpenAI's Responses and chat completions as JSON and as server-sent events."""

from collections.abc import Iterator
from typing import Any

from tests.stand_in.answers import default
from tests.stand_in.behaviours import Behaviour

Event = tuple[str, dict[str, Any]]


def error(status: int, kind: str = "", code: str = "", message: str = "") -> dict[str, Any]:
    kinds = {429: "rate_limit_error", 500: "server_error", 503: "server_error", 529: "server_error"}
    body = {"message": message or "an error", "type": kind or kinds.get(status, "invalid_request_error")}
    return {"error": {**body, "param": None, "code": code or None}}


def unauthorised(headers: Any) -> str:
    key = headers.get("authorization", "").removeprefix("Bearer ").strip()
    return "" if key else "You didn't provide an API key."


def response(body: dict[str, Any], act: Behaviour) -> dict[str, Any]:
    """The finished response object."""
    schema = body.get("text", {}).get("format", {}).get("schema")
    text = default(schema) if act.text is None else act.text
    failed = act.act == "error_in_stream"
    return {
        "id": "resp_stand_in",
        "object": "response",
        "created_at": 1_790_000_000,
        "model": act.model or body["model"],
        "status": "failed" if failed else "incomplete" if act.act in ("cut", "stop_for") else "completed",
        "error": {"code": act.code or act.kind, "message": act.message} if failed else None,
        "incomplete_details": _incomplete(act),
        "instructions": None,
        "metadata": {},
        "output": [] if failed else _output(act, text),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": act.usage or _usage(body, text),
    }


def events(body: dict[str, Any], act: Behaviour) -> Iterator[Event]:
    whole = response(body, act)
    begun = {
        **whole,
        "status": "in_progress",
        "output": [],
        "usage": None,
        "incomplete_details": None,
        "error": None,
    }
    yield from _numbered(_events(whole, begun, act))


def _events(
    whole: dict[str, Any], begun: dict[str, Any], act: Behaviour
) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "response.created", {"response": begun}
    for part in _texts(whole):
        place = {"item_id": "msg_1", "output_index": 1, "content_index": 0}
        yield "response.output_text.delta", {**place, "delta": part, "logprobs": []}
    if act.act == "break_off":
        return
    yield f"response.{whole['status']}", {"response": whole}


def _numbered(events_: Iterator[tuple[str, dict[str, Any]]]) -> Iterator[Event]:
    for number, (kind, fields) in enumerate(events_):
        yield kind, {"type": kind, "sequence_number": number, **fields}


def _texts(whole: dict[str, Any]) -> list[str]:
    parts = [part for item in whole["output"] if item["type"] == "message" for part in item["content"]]
    return [part["text"] for part in parts if part["type"] == "output_text"]


def _incomplete(act: Behaviour) -> dict[str, str] | None:
    reasons = {"cut": "max_output_tokens", "stop_for": act.reason}
    return {"reason": reasons[act.act]} if act.act in reasons else None


def _output(act: Behaviour, text: str) -> list[dict[str, Any]]:
    thought = {"type": "reasoning", "id": "rs_1", "summary": []}
    said: dict[str, Any] = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    if act.act == "refuse":
        said = {"type": "refusal", "refusal": f"I can't help with that ({act.reason})."}
    message = {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "status": "completed",
        "content": [said],
    }
    return [thought, message] if text or act.act == "refuse" else [thought]


def _usage(body: dict[str, Any], text: str) -> dict[str, Any]:
    taken, given = len(str(body["input"])) // 4, max(1, len(text) // 4)
    return {
        "input_tokens": taken,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": given,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": taken + given,
    }


def completion(body: dict[str, Any], act: Behaviour) -> dict[str, Any]:
    """The finished chat completion."""
    schema = body.get("response_format", {}).get("json_schema", {}).get("schema")
    text = default(schema) if act.text is None else act.text
    refused = f"I can't help with that ({act.reason})." if act.act == "refuse" else None
    finish = {"cut": "length", "stop_for": act.reason}.get(act.act, "stop")
    taken, given = len(str(body["messages"])) // 4, max(1, len(text) // 4)
    return {
        "id": "chatcmpl_stand_in",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": act.model or body["model"],
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": None if refused else text, "refusal": refused},
                "finish_reason": finish,
                "logprobs": None,
            }
        ],
        "usage": act.usage
        or {"prompt_tokens": taken, "completion_tokens": given, "total_tokens": taken + given},
    }


def chunks(body: dict[str, Any], act: Behaviour) -> Iterator[Event]:
    """The chat completion as a stream, with its usage in the last chunk."""
    whole = completion(body, act)
    head = {key: whole[key] for key in ("id", "created", "model")} | {"object": "chat.completion.chunk"}
    choice = whole["choices"][0]
    delta = {"role": "assistant", "content": choice["message"]["content"]}
    yield "", {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    if act.act == "break_off":
        return
    yield "", {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}]}
    yield "", {**head, "choices": [], "usage": whole["usage"]}
