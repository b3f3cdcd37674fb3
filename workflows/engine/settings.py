"""What the settings of all step kinds share: strict, flat enough for generated forms, errors in plain words."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError

WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a setting of this step",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "bool_type": "must be yes or no",
    "bool_parsing": "must be yes or no",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
}


class StepSettings(BaseModel):
    """`title` and `description` of the fields are what a form shows; `groups`: headings, and the fields under them."""

    groups: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def listed(words: Iterable[str]) -> str:
    """a, b and c"""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def sentences(problem: ValidationError, settings: type[BaseModel]) -> list[tuple[str, str]]:
    """(place such as "criteria.0.name", sentence) for everything that is wrong."""
    errors = problem.errors(include_url=False)
    return [_sentence(error, settings) for error in errors if not _follows(error, errors)]


def _follows(error: Any, errors: Iterable[Any]) -> bool:
    """A list whose only entries are wrong is called too short as well."""
    inside = (other for other in errors if len(other["loc"]) > len(error["loc"]))
    return error["type"] == "too_short" and any(
        other["loc"][: len(error["loc"])] == error["loc"] for other in inside
    )


def _sentence(error: Any, settings: type[BaseModel]) -> tuple[str, str]:
    place = ".".join(str(part) for part in error["loc"])
    label = _label(error["loc"], settings)
    if error["type"] == "value_error":
        return place, str(error["ctx"]["error"])
    return place, f"“{label}” {_what(error)}."


def _label(where: tuple[Any, ...], settings: type[BaseModel]) -> str:
    first = str(where[0]) if where else "settings"
    known = settings.model_fields.get(first)
    label = (known.title if known else None) or first.replace("_", " ")
    rest = [f"entry {part + 1}" if isinstance(part, int) else str(part) for part in where[1:]]
    return ", ".join([label, *rest])


def _what(error: Any) -> str:
    bounds = error.get("ctx", {})
    match error["type"]:
        case "greater_than_equal":
            return f"must be {bounds['ge']:g} or more"
        case "less_than_equal":
            return f"must be {bounds['le']:g} or less"
        case "greater_than":
            return f"must be more than {bounds['gt']:g}"
        case "literal_error":
            return f"must be one of {bounds['expected']}"
        case "string_too_short" | "too_short":
            return "must not be empty"
        case kind:
            return WORDS.get(kind, str(error["msg"]).lower())
