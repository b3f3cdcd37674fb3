"""Two people changed the same thing: what both may keep is put together, and what they can't both have is shown.

Each save carries what it was based on. A value that only one of them changed is theirs; one that both changed, each to
something else, is a conflict, and whoever saves second chooses. Pure: values are plain and JSON-able.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Values = Mapping[str, Any]


class _Gone:
    """Stands for a value that isn't there (any more)."""

    def __repr__(self) -> str:
        return "GONE"


GONE: Final = _Gone()


@dataclass(frozen=True)
class Conflict:
    name: str
    mine: Any  # GONE: I took it out
    theirs: Any


@dataclass(frozen=True)
class Merged:
    values: dict[str, Any]  # a conflict's place holds what stands now
    conflicts: tuple[Conflict, ...]
    kept: tuple[str, ...]  # what the other one changed, and I didn't


def merge(base: Values, mine: Values, theirs: Values) -> Merged:
    values: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    kept: list[str] = []
    for name in dict.fromkeys([*mine, *theirs, *base]):
        was, my, their = (side.get(name, GONE) for side in (base, mine, theirs))
        value = my if their == was else their
        if my != was and their != was and my != their:
            conflicts.append(Conflict(name, my, their))
        elif their not in (was, my):
            kept.append(name)
        if value is not GONE:
            values[name] = value
    return Merged(values, tuple(conflicts), tuple(kept))


def settled(base: Values, mine: Values, theirs: Values, chosen: Mapping[str, str]) -> dict[str, Any]:
    """As merged, every conflict decided: by name, "mine" or "theirs"; what nobody decided stays as it stands."""
    merged = merge(base, mine, theirs)
    values = dict(merged.values)
    for conflict in merged.conflicts:
        if chosen.get(conflict.name) != "mine":
            continue
        if conflict.mine is GONE:
            values.pop(conflict.name, None)
        else:
            values[conflict.name] = conflict.mine
    return values


def in_order(base: Values, mine: Values, theirs: Values, merged: Values) -> list[str]:
    """The names of the merged values in the order of whoever changed the order, mine before theirs; new ones last."""
    lead = mine if [n for n in mine if n in base] != [n for n in base if n in mine] else theirs
    return [
        *(name for name in lead if name in merged),
        *(name for name in merged if name not in lead),
    ]
