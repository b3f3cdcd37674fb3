"""Where a brief comes in: all of its problems at once, or a run."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from workflows.answers import Answer, Wrong, read
from workflows.engine.definition import Field

UNKNOWN_SHOWN = 20  # of the fields that the form doesn't have; the rest is counted


@dataclass(frozen=True)
class Problem:
    field: str  # the field's key, as it was sent; "" where the brief as a whole is meant
    sentence: str


@dataclass(frozen=True)
class Checked:
    """A brief that was read. `values` has every field of the form only where there are no problems."""

    values: dict[str, Answer]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


class Posted(Protocol):
    """What a submitted HTML form looks like: Django's QueryDict."""

    def get(self, key: str) -> Any: ...
    def getlist(self, key: str) -> list[Any]: ...


def check(fields: Sequence[Field], values: Mapping[str, Any]) -> Checked:
    """Reads a brief, from a form or from JSON, and names everything that is wrong with it."""
    kept: dict[str, Answer] = {}
    problems = []
    for field in fields:
        try:
            kept[field.key] = read(field, values.get(field.key))
        except Wrong as wrong:
            problems.append(Problem(field.key, f'"{field.label or field.key}" {wrong}'))
    return Checked(kept, (*problems, *_unknown([field.key for field in fields], values)))


def posted(fields: Sequence[Field], data: Posted, prefix: str = "") -> dict[str, Any]:
    """The raw answers of a submitted form, whose inputs are named by the fields' keys after `prefix`.
    A browser sends nothing for a box that isn't ticked: that is a no."""
    return {field.key: _posted(field, data, prefix + field.key) for field in fields}


def _posted(field: Field, data: Posted, name: str) -> Any:
    if field.kind == "choices":
        return data.getlist(name)
    answer = data.get(name)
    return False if field.kind == "yes_no" and answer is None else answer


def _unknown(known: Sequence[str], values: Mapping[str, Any]) -> list[Problem]:
    strangers = [key for key in values if key not in known]
    shown = [Problem(key[:100], _stranger(key[:100], known)) for key in strangers[:UNKNOWN_SHOWN]]
    if more := len(strangers) - len(shown):
        shown.append(Problem("", f"{more:,} more fields aren't in this form either."))
    return shown


def _stranger(key: str, known: Sequence[str]) -> str:
    if near := difflib.get_close_matches(key, known, n=1):
        return f'There is no field "{key}" in this form; did you mean "{near[0]}"?'
    if not known:
        return f'There is no field "{key}": this form asks nothing.'
    return f'There is no field "{key}" in this form; it has: {", ".join(known)}.'
