"""What a person changes of a proposal before anything is kept: its rows are left out or called otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NAMED = {"fields": "question", "steps": "title", "criteria": "name"}


@dataclass(frozen=True)
class Edits:
    """Of "fields", "steps" and "criteria": place in the model's list → a new name; "" leaves it out."""

    names: Mapping[str, Mapping[int, str]] = field(default_factory=dict)


def edited(data: Any, edits: Edits) -> dict[str, Any]:
    """The proposal as if the model had said so. Whatever stands on a step follows its new name."""
    rows = {name: data.get(name) if isinstance(data, Mapping) else None for name in NAMED}
    made = {name: _rows(name, found, edits.names.get(name, {})) for name, found in rows.items()}
    before = rows["steps"] if isinstance(rows["steps"], list) else []
    renamed = {
        str(before[place].get("title")): words
        for place, words in edits.names.get("steps", {}).items()
        if place < len(before) and isinstance(before[place], Mapping) and words
    }
    made["steps"] = [_following(row, renamed) for row in made["steps"]]
    return made


def _rows(name: str, rows: Any, names: Mapping[int, str]) -> list[Any]:
    found = rows if isinstance(rows, list) else []
    kept = ((place, row) for place, row in enumerate(found) if names.get(place, "kept"))
    return [
        {**row, NAMED[name]: names[place]} if place in names and isinstance(row, Mapping) else row
        for place, row in kept
    ]


def _following(row: Any, renamed: Mapping[str, str]) -> Any:
    if not isinstance(row, Mapping) or not isinstance(row.get("after"), list):
        return row
    return {**row, "after": [renamed.get(str(title), title) for title in row["after"]]}
