"""Calls to models in the words of OpenTelemetry's own package, through the real SDKs where an error is theirs."""

import asyncio
from urllib.parse import urlsplit

from opentelemetry.semconv._incubating.attributes import gen_ai_attributes as names
from opentelemetry.semconv.attributes import error_attributes, http_attributes, server_attributes
from opentelemetry.trace import SpanKind, StatusCode

from tests.stand_in import StandIn, overloaded, says
from tests.workflows.telemetry.collected import Collected
from workflows import telemetry
from workflows.engine.tools import Reply, Request, Trouble, Usage
from workflows.providers.environment import registry_from

REQUEST = Request(route="writing", purpose="write", context="CANARY", prompt="CANARY")
USAGE = Usage(input=10, cache_read=5, cache_write=2, output=7, reasoning=3)
REPLY = Reply("CANARY", "model-2026-11-01", "anthropic", None, USAGE, "truncated", request_id="req_1")


def test_it_speaks_as_the_conventions_do(collected: Collected) -> None:
    with telemetry.span_of_call(REQUEST, "anthropic", "model") as span:
        telemetry.at("https://api.anthropic.com")
        span.answered(REPLY)
    made = collected.one("chat model")
    assert made.kind == SpanKind.CLIENT
    assert dict(made.attributes) == {
        names.GEN_AI_OPERATION_NAME: names.GenAiOperationNameValues.CHAT.value,
        names.GEN_AI_PROVIDER_NAME: names.GenAiProviderNameValues.ANTHROPIC.value,
        names.GEN_AI_REQUEST_MODEL: "model",
        names.GEN_AI_OUTPUT_TYPE: names.GenAiOutputTypeValues.TEXT.value,
        names.GEN_AI_RESPONSE_MODEL: "model-2026-11-01",
        names.GEN_AI_RESPONSE_ID: "req_1",
        names.GEN_AI_RESPONSE_FINISH_REASONS: ("length",),
        names.GEN_AI_USAGE_INPUT_TOKENS: 17,
        names.GEN_AI_USAGE_OUTPUT_TOKENS: 7,
        names.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS: 5,
        names.GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS: 2,
        names.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS: 3,
        server_attributes.SERVER_ADDRESS: "api.anthropic.com",
        server_attributes.SERVER_PORT: 443,
        "baton.route": "writing",
        "baton.purpose": "write",
    }
    assert "CANARY" not in collected.all_words


def test_it_uses_the_general_names_elsewhere(collected: Collected) -> None:
    with telemetry.span_of_request("GET") as span:
        span.answered(404)
    assert set(collected.one("GET").attributes) == {
        http_attributes.HTTP_REQUEST_METHOD,
        http_attributes.HTTP_RESPONSE_STATUS_CODE,
        error_attributes.ERROR_TYPE,
    }


def test_it_has_a_word_for_an_error_that_nobody_named(collected: Collected) -> None:
    with telemetry.span_of_call(REQUEST, "offline", "model") as span:
        span.answered(Trouble("CANARY", permanent=True))
    made = collected.one("chat model")
    assert (made.status.status_code, made.attributes["error.type"]) == (StatusCode.ERROR, "_OTHER")
    assert "CANARY" not in collected.all_words


def asked(env: dict[str, str]) -> Reply | Trouble:
    """One request through the router, to the providers of this environment."""

    async def ask() -> Reply | Trouble:
        models = registry_from(env)
        try:
            return await models.router().complete(REQUEST)
        finally:
            await models.aclose()

    return asyncio.run(ask())


def test_it_traces_each_call_that_the_router_makes(collected: Collected, stand_in: StandIn) -> None:
    stand_in.will(overloaded(only="messages", always=True), says("CANARY, the answer."))
    env = {
        "ANTHROPIC_API_KEY": "CANARY-key", "ANTHROPIC_BASE_URL": stand_in.url,
        "OPENAI_API_KEY": "CANARY-key", "OPENAI_BASE_URL": stand_in.openai_url, "OPENAI_MODELS": "their-model",
    }  # fmt: skip
    reply = asked(env)
    assert isinstance(reply, Reply)
    *failed, answered = collected.spans
    assert failed
    for span in failed:
        assert span.attributes["gen_ai.provider.name"] == "anthropic"
        assert (span.status.status_code, span.attributes["error.type"]) == (StatusCode.ERROR, "overloaded")
    assert answered.name == "chat their-model"
    assert answered.attributes["gen_ai.provider.name"] == "openai"
    assert answered.attributes["server.port"] == urlsplit(stand_in.url).port
    assert answered.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert answered.attributes["gen_ai.usage.input_tokens"] > 0
    assert answered.attributes["gen_ai.response.id"] == reply.request_id
    assert "CANARY" not in collected.all_words


def test_it_tells_the_vendor_nothing_of_the_trace(collected: Collected, stand_in: StandIn) -> None:
    asked({"ANTHROPIC_API_KEY": "key", "ANTHROPIC_BASE_URL": stand_in.url})
    assert collected.spans
    assert not {"traceparent", "tracestate", "baggage"} & set(stand_in.journal[0]["headers"])
