"""What the stand-in server does with the next call. Plain values, so that they can be sent over HTTP too."""

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

Act = Literal[
    "say", "fail", "refuse", "cut", "error_in_stream", "break_off", "garbage", "page", "stop_for", "trickle",
    "nothing", "redirect", "flood", "uncounted", "misshapen",
]  # fmt: skip


@dataclass(frozen=True)
class Behaviour:
    """One answer. It is used once, by the first call that its `only` fits, unless `always`."""

    act: Act = "say"
    text: str | None = None  # None: whatever suits the request
    status: int = 200
    kind: str = ""  # the error's type in the vendor's envelope
    code: str = ""  # the error's code
    message: str = ""
    retry_after: str = ""  # seconds, a date, or "1500ms"
    reason: str = ""  # a refusal's category, a stop reason; where a redirect leads; how a usage is missing
    delay: float = 0.0  # seconds before the first byte
    pause: float = 0.0  # seconds between the events of a stream, or between the bytes of a trickle
    usage: dict[str, int] = field(default_factory=dict)  # in the vendor's own fields; counted where empty
    model: str = ""  # the model that the answer names; "" the one asked for
    only: str = ""  # used only by a request whose path or model contains this
    always: bool = False

    def fits(self, path: str, model: str) -> bool:
        return self.only in path or self.only in model

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def says(text: str | None = None, **more: Any) -> Behaviour:
    return Behaviour(text=text, **more)


def gives(data: Any, **more: Any) -> Behaviour:
    """An answer of JSON."""
    return Behaviour(text=json.dumps(data), **more)


def fails(
    status: int, kind: str = "", code: str = "", message: str = "", retry_after: str = "", **more: Any
) -> Behaviour:
    """An error in the vendor's envelope."""
    return Behaviour("fail", None, status, kind, code, message, retry_after, **more)


def overloaded(**more: Any) -> Behaviour:
    return fails(529, "overloaded_error", message="Overloaded", **more)


def no_credit(**more: Any) -> Behaviour:
    """A quota that is used up, with the status of a rate limit, as OpenAI does it."""
    message = "You exceeded your current quota, please check your plan and billing details."
    return fails(429, "insufficient_quota", "insufficient_quota", message, **more)


def bad_key(**more: Any) -> Behaviour:
    return fails(401, "authentication_error", "invalid_api_key", "invalid api key", **more)


def refuses(reason: str = "cyber", **more: Any) -> Behaviour:
    """HTTP 200, and no answer: the model or its filter declines."""
    return Behaviour("refuse", reason=reason, **more)


def cut_off(text: str = "", **more: Any) -> Behaviour:
    """The answer ends at the token limit; with no text, all of it went into thinking."""
    return Behaviour("cut", text=text, **more)


def stops_for(reason: str, text: str = "Half", **more: Any) -> Behaviour:
    """An end that the vendor's documentation does not know yet."""
    return Behaviour("stop_for", text=text, reason=reason, **more)


def error_in_stream(
    kind: str = "overloaded_error", code: str = "", message: str = "Overloaded", **more: Any
) -> Behaviour:
    """Status 200, a few events, then an error event."""
    return Behaviour("error_in_stream", kind=kind, code=code, message=message, **more)


def breaks_off(**more: Any) -> Behaviour:
    """The connection is cut in the middle of the answer."""
    return Behaviour("break_off", **more)


def garbage(**more: Any) -> Behaviour:
    """Status 200 and JSON by its content type, but no JSON."""
    return Behaviour("garbage", **more)


def page(**more: Any) -> Behaviour:
    """Status 200 and a web page, as a captive portal or a wrong base URL gives."""
    return Behaviour("page", **more)


def slow(seconds: float, then: Behaviour | None = None) -> Behaviour:
    return replace(then or says(), delay=seconds)


def trickles(seconds: float = 10.0, **more: Any) -> Behaviour:
    """A whole answer, one byte every so many seconds: the connection is never idle, and it never ends."""
    return Behaviour("trickle", pause=seconds, **more)


def nothing(**more: Any) -> Behaviour:
    """Status 204 and no body."""
    return Behaviour("nothing", **more)


def redirects(url: str, status: int = 307, **more: Any) -> Behaviour:
    """To another address. A 307 asks to send the same there, body and all."""
    return Behaviour("redirect", status=status, reason=url, **more)


def floods(how: Literal["endless", "announced", "packed"] = "endless", **more: Any) -> Behaviour:
    """A body that nobody should read to its end: without one, of an announced gigabyte, or a small one that
    unpacks to many megabytes.
    """
    return Behaviour("flood", reason=how, **more)


def uncounted(how: Literal["null", "missing", "empty", "nulls"] = "missing", **more: Any) -> Behaviour:
    """A good answer that doesn't say how many tokens it took."""
    return Behaviour("uncounted", reason=how, **more)


def misshapen(how: Literal["bare", "odd", "parts"] = "bare", **more: Any) -> Behaviour:
    """Status 200 and JSON, in another shape than documented."""
    return Behaviour("misshapen", reason=how, **more)
