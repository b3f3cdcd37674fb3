"""Structured writing: the parts that a step declares, their JSON schema, and a strict reading of the reply."""

import math
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Setting

TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "list": {"type": "array", "items": {"type": "string"}},
    "number": {"type": "number"},
}


class Part(BaseModel):
    """One named part of a structured reply."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Setting(title="Name", pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
    description: str = Setting("", title="What goes in it")
    kind: Literal["text", "list", "number"] = Setting("text", title="Kind")


def schema(parts: Sequence[Part]) -> dict[str, Any]:
    """All parts required and nothing else allowed, as every vendor's strict mode wants it."""
    properties = {
        part.name: {**TYPES[part.kind], **({"description": part.description} if part.description else {})}
        for part in parts
    }
    return {
        "type": "object",
        "properties": properties,
        "required": [part.name for part in parts],
        "additionalProperties": False,
    }


def wrong(data: Any, parts: Sequence[Part]) -> str:
    """What is wrong with a reply, for a sentence; "" if it is as declared."""
    if not isinstance(data, dict):
        return "it was not a JSON object"
    names = [part.name for part in parts]
    if missing := [name for name in names if name not in data]:
        return f"{', '.join(missing)} was missing"
    if extra := [str(name) for name in data if name not in names]:
        return f"{', '.join(extra)} was not asked for"
    unfit = [part.name for part in parts if not _fits(data[part.name], part.kind)]
    return f"{', '.join(unfit)} was not of the right kind" if unfit else ""


def _fits(value: Any, kind: str) -> bool:
    match kind:
        case "text":
            return isinstance(value, str)
        case "list":
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        case _:
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            return number and math.isfinite(value)


def as_text(data: dict[str, Any], parts: Sequence[Part]) -> str:
    """The parts as Markdown: one text part stands alone, several get their names as headings."""
    if len(parts) == 1 and parts[0].kind == "text":
        return str(data[parts[0].name])
    return "\n\n".join(f"## {_heading(part.name)}\n\n{_body(data[part.name])}" for part in parts)


def _heading(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _body(value: Any) -> str:
    return "\n".join(f"- {one}" for one in value) if isinstance(value, list) else str(value)
