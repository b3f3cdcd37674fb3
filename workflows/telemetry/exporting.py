"""OpenTelemetry's SDK, set up by the standard OTEL_* variables. Imported only where traces are on: it is an extra."""

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from workflows.telemetry.providing import traced_into


def provider() -> TracerProvider:
    return traced_into(BatchSpanProcessor(OTLPSpanExporter()))
