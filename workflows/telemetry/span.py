"""What is being measured here, and how it ended. NOTHING stands in where nothing is measured."""

from collections.abc import Mapping
from contextlib import suppress
from contextvars import ContextVar
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import UUID

from opentelemetry import context, trace
from opentelemetry.trace import SpanKind, Status, StatusCode

from workflows.telemetry.tracing import tracing

trace_to_be: ContextVar[UUID | None] = ContextVar("trace_to_be", default=None)


class Span:
    """A context manager around what is measured. What goes wrong inside is named by its type, never by its words."""

    __slots__ = ("_span", "_token")

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def __enter__(self) -> Self:
        self._token = context.attach(trace.set_span_in_context(self._span))
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        context.detach(self._token)
        if kind is not None and issubclass(kind, Exception):
            self.failed(kind.__name__)
        elif kind is not None:
            self.tell(
                {"error.type": "cancelled"}
            )  # by a person, a limit or a stopping worker: no fault of its own
        self._span.end()

    def tell(self, facts: Mapping[str, Any]) -> None:
        self._span.set_attributes({name: value for name, value in facts.items() if value not in (None, "")})

    def failed(self, kind: str) -> None:
        self._span.set_attribute("error.type", kind)
        self._span.set_status(Status(StatusCode.ERROR))


class Nothing:
    """Takes whatever a span is told, and keeps none of it."""

    __slots__ = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def ended(self, *_: Any) -> None: ...

    answered = ended


NOTHING: Any = Nothing()


def begun(
    made: type[Span], name: str, facts: Mapping[str, Any], kind: SpanKind = SpanKind.INTERNAL, **more: Any
) -> Any:
    """A span of this class, to be entered at once; NOTHING if this process turns out not to trace."""
    tracer = tracing.started()
    if tracer is None:
        return NOTHING
    span = made(tracer.start_span(name, kind=kind, **more))
    span.tell(facts)
    return span


def at(url: str) -> None:
    """The call that is measured goes to this server."""
    if tracing.tracer is not None:
        with suppress(ValueError):  # a port that is none: whoever calls there will say so
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            trace.get_current_span().set_attributes(
                {"server.address": parts.hostname or "", "server.port": port}
            )


def went_wrong(kind: str) -> None:
    """The call that is measured met this fault: "overloaded", "timeout" …"""
    if tracing.tracer is not None:
        trace.get_current_span().set_attribute("error.type", kind)
