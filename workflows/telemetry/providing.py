"""A tracer provider as Baton wants it, whatever the spans go into. Needs OpenTelemetry's SDK."""

import os
import socket

from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider

from workflows.telemetry.ids import Evenly, RunIds


def traced_into(processor: SpanProcessor) -> TracerProvider:
    """Sampling, limits and names are those of the standard OTEL_* variables."""
    made = TracerProvider(id_generator=RunIds(), resource=resource())
    made.sampler = Evenly(made.sampler)
    made.add_span_processor(processor)
    return made


def resource() -> Resource:
    """Who sends: "baton", unless OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES say otherwise."""
    instance = f"{socket.gethostname()}:{os.getpid()}"
    ours = Resource({"service.name": "baton", "service.instance.id": instance})
    return Resource.create().merge(ours).merge(OTELResourceDetector().detect())
