"""Reading JSON out of a model's answer and checking it ourselves, for the part of JSON Schema that the
engine writes.

The vendors' parse helpers are never used: they raise on a truncated or refused answer and lose what it
cost.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from workflows.providers.sound import cleaned

Schema = Mapping[str, Any]
NUMBERS = (int, float)

_IS: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, NUMBERS) and not isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}

# What both vendors take; limits such as minimum or maxItems are checked by us after the answer.
_SENDABLE = frozenset(
    {"type", "properties", "required", "items", "enum", "const", "anyOf", "description", "title"}
)


def read(text: str, schema: Schema) -> tuple[Any, str]:
    """(data, "") where the text holds JSON that follows the schema, else (None, what is wrong in one
    sentence).
    """
    try:
        data = cleaned(json.loads(_json_part(text), parse_constant=_refuse))
    except ValueError as error:
        return None, f"The answer is not JSON: {error}."
    problem = next(problems(data, schema), "")
    return (None, problem) if problem else (data, "")


def problems(value: Any, schema: Schema, where: str = "the answer") -> Iterator[str]:
    """Each way in which the value does not follow the schema, in a sentence that names the place."""
    if not _typed(value, schema):
        yield f"{_capital(where)} should be {_names(schema)}, but is {_name(value)}."
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{_capital(where)} should be one of {', '.join(map(str, schema['enum']))}, but is {value!r}."
    elif isinstance(value, dict):
        yield from _object(value, schema, where)
    elif isinstance(value, list):
        yield from _array(value, schema, where)
    elif isinstance(value, NUMBERS) and not isinstance(value, bool):
        yield from _number(value, schema, where)


def sendable(schema: Schema) -> dict[str, Any]:
    """The schema as vendors take it: closed objects, no limits."""
    kept: dict[str, Any] = {key: schema[key] for key in schema if key in _SENDABLE}
    if "properties" in schema:
        kept["properties"] = {name: sendable(part) for name, part in schema["properties"].items()}
    if "items" in schema:
        kept["items"] = sendable(schema["items"])
    if "anyOf" in schema:
        kept["anyOf"] = [sendable(part) for part in schema["anyOf"]]
    if schema.get("type") == "object":
        kept["additionalProperties"] = False
    return kept


def is_strict(schema: Schema) -> bool:
    """Whether every property of every object is required, which OpenAI's strict mode wants."""
    properties = schema.get("properties", {})
    here = set(properties) == set(schema.get("required", ()))
    parts = [
        *properties.values(),
        *schema.get("anyOf", ()),
        *([schema["items"]] if "items" in schema else []),
    ]
    return here and all(is_strict(part) for part in parts)


def _json_part(text: str) -> str:
    """The text from its first bracket to its last one: models like to add a fence or a sentence."""
    starts = [place for place in (text.find("{"), text.find("[")) if place >= 0]
    end = max(text.rfind("}"), text.rfind("]"))
    return text[min(starts) : end + 1] if starts and end > min(starts) else text


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


def _types(schema: Schema) -> list[str]:
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else list(kind)


def _typed(value: Any, schema: Schema) -> bool:
    if "anyOf" in schema:
        return any(not next(problems(value, part), "") for part in schema["anyOf"])
    kinds = _types(schema)
    return not kinds or any(_IS[kind](value) for kind in kinds)


def _object(value: dict[str, Any], schema: Schema, where: str) -> Iterator[str]:
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{_capital(where)} lacks “{name}”."
    for name, part in value.items():
        if name in properties:
            yield from problems(part, properties[name], f"“{name}” in {where}")
        elif schema.get("additionalProperties") is False:
            yield f"{_capital(where)} has “{name}”, which was not asked for."


def _array(value: list[Any], schema: Schema, where: str) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield f"{_capital(where)} should have at least {schema['minItems']} entries, but has {len(value)}."
    if len(value) > schema.get("maxItems", len(value)):
        yield f"{_capital(where)} should have at most {schema['maxItems']} entries, but has {len(value)}."
    for number, item in enumerate(value, start=1):
        yield from problems(item, schema.get("items", {}), f"entry {number} of {where}")


def _number(value: float, schema: Schema, where: str) -> Iterator[str]:
    if value < schema.get("minimum", value) or value > schema.get("maximum", value):
        low, high = schema.get("minimum", "any"), schema.get("maximum", "any")
        yield f"{_capital(where)} should be from {low} to {high}, but is {value}."


def _names(schema: Schema) -> str:
    return " or ".join(_types(schema)) or "another kind of value"


def _name(value: Any) -> str:
    return next((kind for kind, test in _IS.items() if test(value)), type(value).__name__)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
