"""Pydantic's errors in words that say what to do, and the form fields that they are about."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

WORDS = {
    "missing": "Fill this in.",
    "string_too_short": "Fill this in.",
    "string_too_long": "Use {max_length} characters at most.",
    "too_short": "Add at least {min_length}.",
    "too_long": "Use {max_length} at most.",
    "greater_than_equal": "Use {ge} or more.",
    "greater_than": "Use more than {gt}.",
    "less_than_equal": "Use {le} or less.",
    "less_than": "Use less than {lt}.",
    "literal_error": "Choose one of the list.",
}


def spoken(error: ValidationError) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """(place, sentence) for each error; the place as pydantic gives it: ("criteria", 1, "name")."""
    for found in error.errors(include_url=False, include_input=False):
        yield tuple(found["loc"]), _sentence(found["type"], found["msg"], found.get("ctx") or {})


def _sentence(kind: str, message: str, facts: Mapping[str, Any]) -> str:
    if kind in WORDS:
        return WORDS[kind].format(**{k: f"{v:g}" if isinstance(v, float) else v for k, v in facts.items()})
    words = message.removeprefix("Value error, ").strip()
    words = words[:1].upper() + words[1:]
    return words if words.endswith((".", "!", "?")) else words + "."
