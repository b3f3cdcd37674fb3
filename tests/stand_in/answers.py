"""What the stand-in says when nobody told it: a short text, or the least JSON that follows the schema."""

import json
from typing import Any

TEXT = (
    "# A text from the stand-in server\n\nIt says this, whatever it is asked. Write to us if you want more.\n"
)
QUOTE = "It says this, whatever it is asked."  # stands in TEXT, so a judge may quote it
SCORE = 8


def default(schema: dict[str, Any] | None) -> str:
    return TEXT if schema is None else json.dumps(_value(schema, ""))


def _value(schema: dict[str, Any], name: str) -> Any:
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _value(schema["anyOf"][-1], name)
    kind = schema.get("type", "string")
    kind = ("null" if "null" in kind else kind[0]) if isinstance(kind, list) else kind
    if kind == "object":
        return {key: _value(part, key) for key, part in schema.get("properties", {}).items()}
    simple = {"array": [], "number": SCORE, "integer": SCORE, "boolean": False, "null": None}
    if kind == "array" and "items" in schema:
        return [_value(schema["items"], name)]
    return simple[kind] if kind in simple else _string(name)


def _string(name: str) -> str:
    return QUOTE if "quote" in name or "evidence" in name else f"{name or 'text'} from the stand-in server"
