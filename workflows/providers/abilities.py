"""What a compatible server can do, where servers differ: told by whoever connects it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

# Each with its choices, as a person reads them. The first is what is asked of a server of which nothing is told.
CHOICES: Mapping[str, Mapping[str, str]] = {
    "json": {
        "schema": "By a schema (json_schema)",
        "object": "JSON without a schema (json_object)",
        "none": "It can’t: the prompt asks for it, and the answer is checked",
    },
    "limit": {"max_tokens": "max_tokens", "max_completion_tokens": "max_completion_tokens"},
    "role": {"system": "system", "developer": "developer"},
}


@dataclass(frozen=True)
class Abilities:
    json: str = "schema"  # how it can be held to JSON
    limit: str = "max_tokens"  # what it calls the most that it may write
    role: str = "system"  # who gives it its standing instructions
    images: bool = False  # whether it sees pictures

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Abilities":
        """Of a stored row. What is missing or unknown there is as for a server of which nothing is told."""
        kept = {name: value for name, value in told.items() if value in CHOICES.get(name, ())}
        if told.get("images") is True:
            kept["images"] = True
        return cls(**kept)

    def as_row(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


UNTOLD = Abilities()
