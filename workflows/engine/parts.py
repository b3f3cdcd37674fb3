"""Structured writing: the parts that a step declares, their JSON schema, and a strict reading of the reply.

A part is a text, a list, a number, yes or no, one of some choices, or several records: entries that have the same named
parts themselves. One level only, so that a form can show it and a template can name it.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer, model_validator
from pydantic import Field as Setting

TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "list": {"type": "array", "items": {"type": "string"}},
    "number": {"type": "number"},
    "yes_no": {"type": "boolean"},
}
LISTS = ("list", "records")
KIND_WORDS = {
    "text": "Text",
    "list": "A list of texts",
    "number": "A number",
    "yes_no": "Yes or no",
    "choice": "One of some choices",
    "records": "Several entries, each with parts of its own",
}
_WORDS: dict[str, Any] = {"labels": KIND_WORDS}


class Entry(BaseModel):
    """A named part of each record."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Setting(
        title="Name",
        pattern=r"^[a-z][a-z0-9_]*$",
        max_length=40,
        description="How later steps name it, such as subject_line.",
    )
    description: str = Setting("", title="What goes in it", description="The model reads this too.")
    kind: Literal["text", "list", "number", "yes_no", "choice"] = Setting(
        "text", title="Kind", json_schema_extra=_WORDS
    )
    options: tuple[str, ...] = Setting((), title="Choices", json_schema_extra={"shown_if": "kind=choice"})
    optional: bool = Setting(False, title="May stay empty")

    @model_validator(mode="after")
    def _has_choices(self) -> Self:
        if self.kind == "choice" and len(set(self.options)) < 2:
            raise ValueError(f"Write at least two choices for “{self.name}”, one a line.")
        return self

    @model_serializer(mode="wrap")
    def _lean(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Only what its kind needs: a part without any of it is kept as it always was."""
        needed = {"options": self.kind == "choice", "of": self.kind == "records", "optional": self.optional}
        return {name: value for name, value in handler(self).items() if needed.get(name, True)}


class Part(Entry):
    """One named part of a structured reply."""

    kind: Literal["text", "list", "number", "yes_no", "choice", "records"] = Setting(  # type: ignore[assignment]
        "text", title="Kind", json_schema_extra=_WORDS
    )
    of: tuple[Entry, ...] = Setting(
        (),
        title="Each entry has",
        description="Name the parts of one entry.",
        json_schema_extra={"shown_if": "kind=records"},
    )

    @model_validator(mode="after")
    def _has_entries(self) -> Self:
        if self.kind == "records" and not self.of:
            raise ValueError(f"Name at least one part of each entry of “{self.name}”.")
        names = [entry.name for entry in self.of]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"Two parts of “{self.name}” are called “{twice[0]}”.")
        return self


def schema(parts: Sequence[Entry]) -> dict[str, Any]:
    """All parts required and nothing else allowed, as every vendor's strict mode wants it; what may stay empty may
    be null."""
    return {
        "type": "object",
        "properties": {part.name: _of_part(part) for part in parts},
        "required": [part.name for part in parts],
        "additionalProperties": False,
    }


def _of_part(part: Entry) -> dict[str, Any]:
    rule = _rule(part)
    if part.optional:
        rule = {"anyOf": [rule, {"type": "null"}]}
    return {**rule, **({"description": part.description} if part.description else {})}


def _rule(part: Entry) -> dict[str, Any]:
    if part.kind == "choice":
        return {"type": "string", "enum": list(part.options)}
    if isinstance(part, Part) and part.kind == "records":
        return {"type": "array", "items": schema(part.of)}
    return TYPES[part.kind]


def wrong(data: Any, parts: Sequence[Entry]) -> str:
    """What is wrong with a reply, for a sentence; "" if it is as declared."""
    if not isinstance(data, dict):
        return "it was not a JSON object"
    names = [part.name for part in parts]
    if missing := [part.name for part in parts if part.name not in data and not part.optional]:
        return f"{', '.join(missing)} was missing"
    if extra := [str(name) for name in data if name not in names]:
        return f"{', '.join(extra)} was not asked for"
    unfit = [part.name for part in parts if not _fits(data.get(part.name), part)]
    return f"{', '.join(unfit)} was not of the right kind" if unfit else ""


def _fits(value: Any, part: Entry) -> bool:
    if part.optional and (value is None or value == empty(part.kind)):
        return True
    if isinstance(part, Part) and part.kind == "records":
        return isinstance(value, list) and not any(wrong(one, part.of) for one in value)
    match part.kind:
        case "text":
            return isinstance(value, str)
        case "list":
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        case "choice":
            return isinstance(value, str) and value in part.options
        case "yes_no":
            return isinstance(value, bool)
        case _:
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            return number and math.isfinite(value)


def filled(data: Mapping[str, Any], parts: Sequence[Entry]) -> dict[str, Any]:
    """A good reply as later steps see it: what stayed empty is empty in the way of its kind, never null."""
    return {part.name: _filled(data.get(part.name), part) for part in parts}


def _filled(value: Any, part: Entry) -> Any:
    if value is None:
        return empty(part.kind)
    if isinstance(part, Part) and part.kind == "records":
        return [filled(one, part.of) for one in value]
    return value


def empty(kind: str) -> Any:
    """What a template sees of a part that has nothing in it."""
    return [] if kind in LISTS else False if kind == "yes_no" else ""
