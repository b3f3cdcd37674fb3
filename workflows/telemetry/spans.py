"""Spans of our own doing: a run, a step, a delivery, a request to the outside."""

from typing import Any
from uuid import UUID

from opentelemetry.context import Context
from opentelemetry.trace import SpanKind

from workflows.engine.outcomes import Failed, Outcome
from workflows.engine.tools import Receipt, Trouble
from workflows.telemetry.span import NOTHING, Span, begun, trace_to_be
from workflows.telemetry.tracing import tracing


class RunSpan(Span):
    def ended(self, how: str, workflow: str = "") -> None:
        """`how`: the run's state when this worker lets go of it, "lost" or "handed over"; `workflow`: its slug."""
        self.tell({"baton.run.ended": how, "baton.workflow": workflow})
        if how == "failed":
            self.failed(how)


class StepSpan(Span):
    def ended(self, outcome: Outcome) -> None:
        self.tell({"baton.step.outcome": type(outcome).__name__.lower()})
        if isinstance(outcome, Failed):
            self.failed(f"owner_{outcome.owner}")


class DeliverySpan(Span):
    def ended(self, result: Receipt | Trouble) -> None:
        if isinstance(result, Trouble):
            self.failed("permanent" if result.permanent else "passing")


class RequestSpan(Span):
    def answered(self, status: int) -> None:
        self.tell({"http.response.status_code": status})
        if status >= 400:
            self.failed(str(status))


def span_of_run(run: UUID, client: int) -> Any:
    """One worker's share of a run: from its claim until it lets go. `ended(how, workflow)`."""
    if tracing.tracer is None:
        return NOTHING
    token = trace_to_be.set(run)
    try:
        facts = {"baton.run.id": str(run), "baton.client.id": client}
        return begun(RunSpan, "run", facts, context=Context())
    finally:
        trace_to_be.reset(token)


def span_of_step(kind: str, key: str, attempt: int | None = None, item: int | None = None) -> Any:
    """One attempt of a step. `ended(outcome)`."""
    if tracing.tracer is None:
        return NOTHING
    facts = {"kind": kind, "key": key, "attempt": attempt, "item": item}
    return begun(StepSpan, f"step {kind}", {f"baton.step.{name}": value for name, value in facts.items()})


def span_of_delivery(connection: str) -> Any:
    """A piece on its way to a connection; "" is Baton's own shelf. `ended(result)`."""
    if tracing.tracer is None:
        return NOTHING
    return begun(DeliverySpan, "deliver", {"baton.connection": connection or "shelf"}, SpanKind.CLIENT)


def span_of_request(method: str) -> Any:
    """One request by HTTP's conventions, without its path and query. `answered(status)`; `at(url)` says where to."""
    if tracing.tracer is None:
        return NOTHING
    return begun(RequestSpan, method, {"http.request.method": method}, SpanKind.CLIENT)
