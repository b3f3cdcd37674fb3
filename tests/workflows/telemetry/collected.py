"""Spans kept in memory, by name and as plain facts."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from workflows.telemetry.providing import traced_into
from workflows.telemetry.tracing import tracing


class Collected:
    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()

    @property
    def spans(self) -> list[ReadableSpan]:
        return list(self.exporter.get_finished_spans())

    def named(self, name: str) -> list[ReadableSpan]:
        return [span for span in self.spans if span.name == name]

    def one(self, name: str) -> ReadableSpan:
        (span,) = self.named(name)
        return span

    @property
    def all_words(self) -> str:
        """Whatever would leave this computer."""
        return "".join(span.to_json() for span in self.spans)


@contextmanager
def collecting() -> Iterator[Collected]:
    """Traces are on inside."""
    collected = Collected()
    tracing.use(traced_into(SimpleSpanProcessor(collected.exporter)))
    try:
        yield collected
    finally:
        tracing.forget()
