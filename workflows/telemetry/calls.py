"""A call to a model, in the words of OpenTelemetry's conventions for generative AI.

The names are those of opentelemetry.semconv, which is part of the extra; a test compares them.
"""

from typing import Any

from opentelemetry.trace import SpanKind

from workflows.engine.tools import Reply, Request, Trouble, Usage
from workflows.telemetry.span import NOTHING, Span, begun
from workflows.telemetry.tracing import tracing

PROVIDERS = {  # a compatible server speaks OpenAI's API; server.address tells them apart
    "compatible": "openai",
    "gemini": "gcp.gemini",
}
FINISHED = {"end": "stop", "truncated": "length", "unknown": "unknown", "refused": "content_filter"}


class CallSpan(Span):
    def answered(self, result: Reply | Trouble) -> None:
        if isinstance(result, Reply):
            return self.tell(_of(result))
        known = getattr(self._span, "attributes", None) or {}
        return self.failed(known.get("error.type", "_OTHER"))  # the provider may have said it: went_wrong


def span_of_call(request: Request, provider: str, model: str) -> Any:
    """One call to one model. `answered(result)`."""
    if tracing.tracer is None:
        return NOTHING
    facts = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": PROVIDERS.get(provider, provider),
        "gen_ai.request.model": model,
        "gen_ai.output.type": "text" if request.schema is None else "json",
        "baton.route": request.route,
        "baton.purpose": request.purpose,
    }
    return begun(CallSpan, f"chat {model}", facts, SpanKind.CLIENT)


def _of(reply: Reply) -> dict[str, Any]:
    """`response.id` is the id by which the vendor knows this call: the request's where it gives one. Tokens from the
    vendor's cache are input, too, say the conventions."""
    return {
        "gen_ai.response.model": reply.model,
        "gen_ai.response.id": reply.request_id,
        "gen_ai.response.finish_reasons": (FINISHED[reply.stop],),
        **(_tokens(reply.usage) if reply.usage.is_counted else {}),
    }


def _tokens(usage: Usage) -> dict[str, int]:
    return {
        "gen_ai.usage.input_tokens": usage.input + usage.cache_read + usage.cache_write,
        "gen_ai.usage.output_tokens": usage.output,
        "gen_ai.usage.cache_read.input_tokens": usage.cache_read,
        "gen_ai.usage.cache_creation.input_tokens": usage.cache_write,
        "gen_ai.usage.reasoning.output_tokens": usage.reasoning,
    }
