"""Three definitions put together: what both began as, what one side made of it, and what the other did.

It is for a template (`theirs`) that went on while a client's workflow (`ours`) was changed too. What only one side
changed stands as that side has it. Where both changed the same value, each to something else, it is a conflict: ours
stands, unless it is chosen otherwise; of a text of which each changed other lines, both can. Keys never change, so that
prompts find their steps again. Pure.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from workflows.engine import lines
from workflows.engine.definition import Definition, Step
from workflows.engine.parted import Rows, parted, same, whole

ORDER = "#order"  # no key and no name of a setting


class _Gone:
    def __repr__(self) -> str:
        return "GONE"


GONE: Final = _Gone()


@dataclass(frozen=True)
class Combined:
    definition: Definition
    conflicts: tuple[str, ...]  # their names, such as "steps/draft/settings/prompt"
    texts: Mapping[str, str] = field(
        default_factory=dict
    )  # of those in which both can stand: name -> as merged


def combine(
    base: Definition,
    ours: Definition,
    theirs: Definition,
    take: Collection[str] = (),
    both: Collection[str] = (),
) -> Combined:
    """`take` names the conflicts in which theirs is to stand, `both` those in which both are, where they can. What
    comes out may have problems: `validate` tells."""
    if base == theirs or ours == theirs:
        return Combined(ours, ())
    if base == ours:
        return Combined(theirs, ())
    combining = _Combining(take, both)
    parts = combining.inside("", parted(base), parted(ours), parted(theirs))
    together = _mended(whole(parts, ours, theirs, base), (theirs, ours, base))
    return Combined(together, tuple(combining.conflicts), combining.texts)


@dataclass(frozen=True)
class _Combining:
    take: Collection[str]
    both: Collection[str]
    conflicts: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, base: Any, ours: Any, theirs: Any) -> Any:
        if same(ours, theirs) or same(base, theirs):
            return ours
        if same(base, ours):
            return theirs
        if _alike(ours, theirs):
            return self.inside(name, base if _alike(base, ours) else type(ours)(), ours, theirs)
        return self.chosen(name, ours, theirs, _merged(base, ours, theirs))

    def inside(self, name: str, base: Any, ours: Any, theirs: Any) -> Any:
        """Value by value; a part that is gone on both sides is gone."""
        kept: dict[str, Any] = {}
        for key in dict.fromkeys([*theirs, *ours]):
            sides = (side.get(key, GONE) for side in (base, ours, theirs))
            value = self.value(f"{name}/{key}".lstrip("/"), *sides)
            if value is not GONE:
                kept[key] = value
        if not isinstance(ours, Rows):
            return kept
        return Rows({key: kept[key] for key in self.order(name, base, ours, theirs) if key in kept})

    def order(self, name: str, base: Rows, ours: Rows, theirs: Rows) -> list[str]:
        """As whoever moved something has it; what the other side has beside that stands behind what it stood behind."""
        shared = [key for key in base if key in ours and key in theirs]
        moved = [[key for key in side if key in shared] for side in (ours, theirs)]
        if shared not in moved and moved[0] != moved[1]:
            lead = self.chosen(f"{name}/{ORDER}", ours, theirs)
        else:
            lead = theirs if moved[0] == shared else ours
        return _woven(list(lead), list(theirs if lead is ours else ours))

    def chosen(self, name: str, ours: Any, theirs: Any, text: str | None = None) -> Any:
        self.conflicts.append(name)
        if text is not None:
            self.texts[name] = text
            if name in self.both:
                return text
        return theirs if name in self.take else ours


def _merged(*sides: Any) -> str | None:
    return lines.merged(*sides) if all(isinstance(side, str) for side in sides) else None


def _alike(one: Any, other: Any) -> bool:
    """Whether they can be put together value by value: a step of another kind has other settings."""
    both = (
        isinstance(one, dict) and isinstance(other, dict) and isinstance(one, Rows) == isinstance(other, Rows)
    )
    settled = "settings" not in one or one.get("kind") == other.get("kind") if both else False
    return both and settled


def _woven(lead: list[str], other: list[str]) -> list[str]:
    found, place = list(lead), 0
    for key in other:
        if key in found:
            place = found.index(key) + 1
        else:
            found.insert(place, key)
            place += 1
    return found


def _mended(definition: Definition, sides: Sequence[Definition]) -> Definition:
    """A step that came after one that is gone comes after what that one needed, so that the chain holds."""
    here = {step.key for step in definition.steps}
    gone = {step.key: step.needs for side in reversed(sides) for step in side.steps if step.key not in here}
    if not any(need in gone for step in definition.steps for need in step.needs):
        return definition
    steps = tuple(_after(step, gone) for step in definition.steps)
    return definition.model_copy(update={"steps": steps})


def _after(step: Step, gone: dict[str, tuple[str, ...]]) -> Step:
    if not any(need in gone for need in step.needs):
        return step
    needs = (need for need in _through(step.needs, gone, set()) if need != step.key)
    return step.model_copy(update={"needs": tuple(dict.fromkeys(needs))})


def _through(needs: Sequence[str], gone: dict[str, tuple[str, ...]], seen: set[str]) -> Iterator[str]:
    for need in needs:
        if need not in gone:
            yield need
        elif need not in seen:
            yield from _through(gone[need], gone, seen | {need})
