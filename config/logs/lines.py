"""One line for each thing that is logged: JSON, or words for a person at a terminal.

structlog formats the records of the standard library. A traceback is data: exceptions with their frames, and never the
local variables, which hold keys and texts. (structlog's own console would print those where `rich` is installed.)
"""

import logging
from collections.abc import Iterator, MutableMapping
from datetime import UTC, datetime
from typing import Any

from structlog.processors import ExceptionRenderer, JSONRenderer
from structlog.stdlib import ProcessorFormatter
from structlog.tracebacks import ExceptionDictTransformer

from config.logs.discreet import discreet, in_short
from tenants import logs

Event = MutableMapping[str, Any]
MORE = ("method", "path", "status", "bytes", "milliseconds", "ip", "request_id")  # of the web server's lines
FIRST = ("time", "level", "logger", "message", "exception", "process")
TRACEBACK = ExceptionRenderer(ExceptionDictTransformer(show_locals=False, use_rich=False))


def formatter(form: str) -> logging.Formatter:
    write = JSONRenderer(ensure_ascii=False) if form == "json" else in_words
    return ProcessorFormatter(processors=[facts, TRACEBACK, without_secrets, write])


def facts(_logger: Any, _method: str, event: Event) -> Event:
    """When, how bad, who says it, what, and what it is about."""
    record: logging.LogRecord = event.pop("_record")
    event.pop("_from_structlog")
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    return {
        "time": at.replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": event.pop("event"),
        **{name: value for name, value in logs.current().items() if value is not None},
        **_of_request(getattr(record, "request", None)),
        **{name: getattr(record, name) for name in MORE if hasattr(record, name)},
        "process": record.process,
        **event,
    }


def _of_request(request: Any) -> dict[str, Any]:
    """Django hands over the request that went wrong, also where nothing is bound any more. Never its query string."""
    named = {"request_id": "request_id", "method": "method", "path": "path"}
    found = {name: getattr(request, attribute, None) for name, attribute in named.items()}
    return {name: value for name, value in found.items() if isinstance(value, str)}


def without_secrets(_logger: Any, _method: str, event: Event) -> Event:
    if "exception" in event:
        event["exception"] = _told(event["exception"])
    return discreet(event)


def _told(trace: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """structlog's exceptions, without what is empty, and each cut where it may begin to quote."""
    return [
        {name: value for name, value in {**stack, **_short(stack)}.items() if value not in (False, None, [])}
        for stack in trace
    ]


def _short(stack: dict[str, Any]) -> dict[str, Any]:
    return {
        "exc_value": in_short(stack["exc_value"]),
        "exc_notes": [in_short(note) for note in stack["exc_notes"]],
        "exceptions": [_told(inner) for inner in stack["exceptions"]],
    }


def _stacks(trace: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for stack in trace:
        yield stack
        for inner in stack.get("exceptions", ()):
            yield from _stacks(inner)


def in_words(_logger: Any, _method: str, event: Event) -> str:
    about = " ".join(f"{name}={value}" for name, value in event.items() if name not in FIRST)
    said = str(event["message"]).replace("\n", "\n    ")
    line = f"{event['time']} {event['level'].upper()} {event['logger']}: {said}"
    return "\n".join([f"{line} [{about}]" if about else line, *_traceback(event.get("exception", []))])


def _traceback(trace: list[dict[str, Any]]) -> Iterator[str]:
    """The first cause first, as Python tells it; each with the calls that led there."""
    for stack in reversed(list(_stacks(trace))):
        for frame in stack.get("frames", ()):
            yield f"    {frame['filename']}:{frame['lineno']} in {frame['name']}"
        yield f"  {stack['exc_type']}: {stack['exc_value']}"
