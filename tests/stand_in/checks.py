"""What the vendors refuse in a request. A check returns the message of the error, or ""."""

from collections.abc import Iterator
from typing import Any

from tests.stand_in import seeing

KEYWORDS = {
    "type",
    "properties",
    "required",
    "items",
    "enum",
    "const",
    "anyOf",
    "description",
    "title",
    "additionalProperties",
}
EFFORTS = {"low", "medium", "high", "xhigh", "max"}
ANTHROPIC = {
    "model", "max_tokens", "messages", "system", "stream", "output_config", "metadata", "stop_sequences", "thinking",
    "tools", "tool_choice", "cache_control", "service_tier",
}  # fmt: skip
RESPONSES = {
    "model", "input", "instructions", "max_output_tokens", "reasoning", "store", "stream", "text", "metadata",
    "prompt_cache_key", "prompt_cache_options", "safety_identifier", "service_tier", "truncation",
}  # fmt: skip
CHAT = {
    "model", "messages", "max_tokens", "max_completion_tokens", "response_format", "stream", "stream_options",
    "reasoning_effort", "store", "user",
}  # fmt: skip
GEMINI = {"contents", "systemInstruction", "generationConfig", "safetySettings", "cachedContent"}
GENERATION = {
    "maxOutputTokens", "responseMimeType", "responseJsonSchema", "thinkingConfig", "stopSequences", "candidateCount",
}  # fmt: skip
LEVELS = {"MINIMAL", "LOW", "MEDIUM", "HIGH"}
EMBEDDINGS = {"model", "input", "dimensions", "encoding_format", "user"}
MOST_TOKENS = 128_000
MOST_OF_GEMINI = 65_536


def anthropic(body: dict[str, Any]) -> str:
    return next(_anthropic(body), "")


def responses(body: dict[str, Any]) -> str:
    return next(_responses(body), "")


def chat(body: dict[str, Any]) -> str:
    return next(_chat(body), "")


def gemini(body: dict[str, Any]) -> str:
    return next(_gemini_embeddings(body) if "requests" in body else _gemini(body), "")


def embeddings(body: dict[str, Any]) -> str:
    return next(_unknown(body, EMBEDDINGS, "Unknown parameter: '{}'."), "") or next(
        _missing(body, "model", "input"), ""
    )


def _gemini_embeddings(body: dict[str, Any]) -> Iterator[str]:
    for each in body["requests"]:
        yield from _missing(each, "model", "content")
        if each.get("taskType") not in (None, "RETRIEVAL_DOCUMENT", "RETRIEVAL_QUERY"):
            yield f"Invalid task type: {each['taskType']}"


def _anthropic(body: dict[str, Any]) -> Iterator[str]:
    yield from _unknown(body, ANTHROPIC, "{}: Extra inputs are not permitted")
    yield from _missing(body, "model", "max_tokens", "messages")
    if not 1 <= body["max_tokens"] <= MOST_TOKENS:
        yield f"max_tokens: {body['max_tokens']} > {MOST_TOKENS}"
    if body["messages"][-1]["role"] != "user":
        yield "This model does not support assistant message prefill. The conversation must end with a user message."
    yield from seeing.anthropic(body["messages"])
    for block in body.get("system", []) if isinstance(body.get("system"), list) else []:
        if block.get("type") != "text" or not block.get("text"):
            yield "system: text content blocks must be non-empty"
    config = body.get("output_config", {})
    yield from _unknown(config, {"effort", "format"}, "output_config.{}: Extra inputs are not permitted")
    if config.get("effort", "low") not in EFFORTS:
        yield f"output_config.effort: {config['effort']} is not one of {sorted(EFFORTS)}"
    if "format" in config:
        yield from _schema(config["format"].get("schema", {}), strict=False)


def _responses(body: dict[str, Any]) -> Iterator[str]:
    yield from _unknown(body, RESPONSES, "Unknown parameter: '{}'.")
    yield from _missing(body, "model", "input")
    yield from seeing.responses(body["input"])
    shape = body.get("text", {}).get("format", {})
    if shape.get("type") == "json_schema":
        yield from _missing(shape, "name", "schema")
        yield from _schema(shape["schema"], strict=bool(shape.get("strict")))


def _chat(body: dict[str, Any]) -> Iterator[str]:
    yield from _unknown(body, CHAT, "Unknown parameter: '{}'.")
    yield from _missing(body, "model", "messages")
    yield from seeing.chat(body["messages"])
    if body.get("response_format", {}).get("type") == "json_object":
        if "JSON" not in str(body["messages"]):
            yield "'messages' must contain the word 'json', to use 'response_format' of type 'json_object'."
    elif "response_format" in body:
        shape = body["response_format"].get("json_schema", {})
        yield from _missing(shape, "name", "schema")
        yield from _schema(shape["schema"], strict=bool(shape.get("strict")))


def _gemini(body: dict[str, Any]) -> Iterator[str]:
    unknown = 'Invalid JSON payload received. Unknown name "{}": Cannot find field.'
    yield from _unknown(body, GEMINI, unknown)
    yield from _missing(body, "contents")
    yield from seeing.gemini(body["contents"])
    config = body.get("generationConfig", {})
    yield from _unknown(config, GENERATION, unknown)
    if not 1 <= config.get("maxOutputTokens", 1) <= MOST_OF_GEMINI:
        yield f"max_output_tokens must be from 1 to {MOST_OF_GEMINI}"
    thinking = config.get("thinkingConfig", {})  # Google takes names in both ways of writing
    if thinking.get("thinkingLevel", thinking.get("thinking_level", "LOW")) not in LEVELS:
        yield "Invalid value at 'generation_config.thinking_config.thinking_level'"
    if "responseJsonSchema" in config:
        if config.get("responseMimeType") != "application/json":
            yield "response_json_schema is only supported with response_mime_type application/json"
        yield from _schema(config["responseJsonSchema"], strict=False)


def _unknown(body: dict[str, Any], known: set[str], message: str) -> Iterator[str]:
    for name in body:
        if name not in known:
            yield message.format(name)


def _missing(body: dict[str, Any], *names: str) -> Iterator[str]:
    for name in names:
        if name not in body:
            yield f"{name}: Field required"


def _schema(schema: dict[str, Any], strict: bool, where: str = "schema") -> Iterator[str]:
    """The subset of JSON Schema that the vendors take; strict wants every property required."""
    for keyword in schema:
        if keyword not in KEYWORDS:
            yield f"Invalid schema: {where}: '{keyword}' is not supported"
    properties = schema.get("properties", {})
    if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
        yield f"Invalid schema: {where}: 'additionalProperties' is required to be supplied and to be false"
    if strict and set(properties) != set(schema.get("required", [])):
        yield f"Invalid schema: {where}: 'required' is required to include every key in properties"
    for name, part in properties.items():
        yield from _schema(part, strict, f"{where}.{name}")
    if "items" in schema:
        yield from _schema(schema["items"], strict, f"{where}.items")
