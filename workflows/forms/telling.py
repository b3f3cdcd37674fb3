"""A setting's value in words, for whoever reads about a step instead of filling in its form."""

from typing import Any

from pydantic.fields import FieldInfo

from workflows.forms.controls import OPTIONS
from workflows.forms.shape import hint

UNITS = {
    "due_hours": "hours",
    "context_tokens": "tokens",
    "max_output": "tokens",
    "max_characters": "characters",
    "min_words": "words",
    "max_words": "words",
    "passages": "passages",
    "audit_percent": "% of the other pieces",
    "threshold": "of 10",
    "margin": "points from it",
    "disagreement": "points on one criterion",
}


def told(name: str, info: FieldInfo, value: Any) -> str:
    """`value` in words; "" where there is nothing to say."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,g} {UNITS.get(name, '')}".strip() if value else ""
    if isinstance(value, list | tuple):
        return "; ".join(str(one) for one in value)
    option = (hint(info, "labels") or OPTIONS.get(name, {})).get(value, "")
    return option[:1].lower() + option[1:] if option else str(value or "")
