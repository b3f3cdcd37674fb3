"""Traces by OpenTelemetry, for whoever runs a collector: what a run did, when, and how long each call took.

Off unless OTEL_EXPORTER_OTLP_ENDPOINT is set and the extra `otel` is installed; then a span costs one look at an
attribute. A span holds ids, kinds, numbers and endings, never a prompt, a text or an address's query, and nothing of a
trace is sent to vendors: this process's tracer is our own, and no library around us knows of it.

    run                  a worker carries a run; the trace has the run's own id, so all workers' shares are one trace
    step {kind}          an attempt of a step
    chat {model}         a call to a model, by OpenTelemetry's GenAI conventions
    GET                  a page that is fetched
    deliver              a piece on its way out
"""

from workflows.telemetry.calls import span_of_call
from workflows.telemetry.span import at, went_wrong
from workflows.telemetry.spans import span_of_delivery, span_of_request, span_of_run, span_of_step
from workflows.telemetry.tracing import flush

__all__ = [
    "at",
    "flush",
    "span_of_call",
    "span_of_delivery",
    "span_of_request",
    "span_of_run",
    "span_of_step",
    "went_wrong",
]
