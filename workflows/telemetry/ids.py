"""A run's trace has the run's own id: who knows one finds the other, and what several workers did for a run in several
weeks is one trace. Needs OpenTelemetry's SDK."""

from hashlib import blake2b
from typing import Any

from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Sampler, SamplingResult

from workflows.telemetry.span import trace_to_be


class RunIds(RandomIdGenerator):
    def generate_trace_id(self) -> int:
        run = trace_to_be.get()
        return run.int if run else super().generate_trace_id()


class Evenly(Sampler):
    """Samplers draw by the lower half of a trace's id, which begins with the same two bits in every UUID: of runs, one
    in two would keep none. So they are shown a hash of the id."""

    def __init__(self, inner: Sampler) -> None:
        self.inner = inner

    def should_sample(self, parent_context: Any, trace_id: int, *args: Any, **more: Any) -> SamplingResult:
        mixed = blake2b(trace_id.to_bytes(16, "big"), digest_size=16).digest()
        return self.inner.should_sample(parent_context, int.from_bytes(mixed, "big"), *args, **more)

    def get_description(self) -> str:
        return f"Evenly{{{self.inner.get_description()}}}"
