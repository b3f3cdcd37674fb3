"""Gemini's generateContent as JSON and as server-sent events."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.stand_in import vectors
from tests.stand_in.answers import default
from tests.stand_in.behaviours import Behaviour

Event = tuple[str, dict[str, Any]]
STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
TYPES = "type.googleapis.com/google.rpc."


def asked(place: Mapping[str, str], body: dict[str, Any]) -> dict[str, Any]:
    """The model and how it is to be answered stand in the address here."""
    model, _, call = place["call"].partition(":")
    return {**body, "model": model, "stream": call == "streamGenerateContent"}


def error(status: int, kind: str = "", code: str = "", message: str = "") -> dict[str, Any]:
    """`code` is the reason of an ErrorInfo; "PerDay" a quota of the day that is used up."""
    known = kind if kind.isupper() else STATUSES.get(status, "UNAVAILABLE")
    body = {"code": status, "message": message or "an error", "status": known, "details": []}
    if code == "PerDay":
        violation = {"quotaId": "GenerateRequestsPerDayPerProjectPerModel", "quotaValue": "50"}
        body["details"].append({"@type": f"{TYPES}QuotaFailure", "violations": [violation]})
    elif code:
        body["details"].append({"@type": f"{TYPES}ErrorInfo", "reason": code, "domain": "googleapis.com"})
    return {"error": body}


def told_to_wait(body: dict[str, Any], seconds: str) -> dict[str, Any]:
    body["error"]["details"].append({"@type": f"{TYPES}RetryInfo", "retryDelay": f"{seconds}s"})
    return body


def unauthorised(headers: Any) -> str:
    return "" if headers.get("x-goog-api-key") else "Method doesn't allow unregistered callers."


def answer(body: dict[str, Any], act: Behaviour) -> dict[str, Any]:
    """The finished answer. A thought comes before text, as it does where thoughts are shown."""
    if "requests" in body:
        return vectors.gemini(body)
    text = _text(body, act)
    whole = {
        "modelVersion": act.model or body["model"],
        "responseId": "gen_stand_in",
        "usageMetadata": act.usage or _usage(body, text),
    }
    if act.act == "refuse" and act.reason == "prompt":
        return {**whole, "promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}
    parts = [{"text": "Let me think.", "thought": True}, *([{"text": text}] if text else [])]
    candidate: dict[str, Any] = {"index": 0, "finishReason": _reason(act)}
    if act.act != "refuse":
        candidate["content"] = {"role": "model", "parts": parts}
    return {**whole, "candidates": [candidate]}


def events(body: dict[str, Any], act: Behaviour) -> Iterator[Event]:
    """The same in pieces, the reason in the last; an error or nothing at all may end it."""
    whole = answer(body, act)
    head = {key: whole[key] for key in ("modelVersion", "responseId")}
    for candidate in whole.get("candidates", []):
        for part in candidate.get("content", {}).get("parts", []):
            for piece in _pieces(part):
                yield (
                    "",
                    {**head, "candidates": [{"index": 0, "content": {"role": "model", "parts": [piece]}}]},
                )
    if act.act == "error_in_stream":
        yield "", error(503, act.kind, act.code, act.message)
    elif act.act != "break_off":
        ends = [{key: one[key] for key in one if key != "content"} for one in whole.get("candidates", [])]
        yield "", {**whole, **({"candidates": ends} if ends else {})}


def _pieces(part: dict[str, Any], length: int = 40) -> list[dict[str, Any]]:
    text = part["text"]
    return [{**part, "text": text[at : at + length]} for at in range(0, len(text), length)]


def _text(body: dict[str, Any], act: Behaviour) -> str:
    schema = body.get("generationConfig", {}).get("responseJsonSchema")
    return default(schema) if act.text is None else act.text


def _reason(act: Behaviour) -> str:
    return {"refuse": "SAFETY", "cut": "MAX_TOKENS", "stop_for": act.reason}.get(act.act, "STOP")


def _usage(body: dict[str, Any], text: str) -> dict[str, int]:
    prompt, answered = len(str(body["contents"])) // 4, max(1, len(text) // 4)
    return {
        "promptTokenCount": prompt,
        "candidatesTokenCount": answered,
        "thoughtsTokenCount": 3,
        "totalTokenCount": prompt + answered + 3,
    }
