"""A setting's value in the words of its form: what a person chose, not how it is stored."""

from collections.abc import Mapping
from typing import Any

from pydantic.fields import FieldInfo

from workflows.forms.controls import OPTIONS, REFERENCES
from workflows.forms.shape import hint
from workflows.forms.surroundings import ROUTES

NOTHING = "none"


def spoken(value: Any, name: str = "", info: FieldInfo | None = None) -> str:
    """Of a setting, a field or a limit; lists have an entry a line."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        told = ((key.replace("_", " ").capitalize(), one) for key, one in value.items() if key != "key")
        return " · ".join(
            f"{words}: {spoken(one, words)}" for words, one in told if one not in ("", None, [])
        )
    if isinstance(value, list | tuple):
        return "\n".join(spoken(one, name, info) for one in value) or NOTHING
    if value is None or value == "":
        return REFERENCES.get(name, ("", ""))[1] or NOTHING
    return _named(str(value), name, info)


def _named(value: str, name: str, info: FieldInfo | None) -> str:
    if name == "route":
        return dict(ROUTES).get(value, value)
    labels = (info and hint(info, "labels")) or OPTIONS.get(name) or {}
    return str(labels.get(value, value))
