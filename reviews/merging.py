"""Two people's texts that both began as the same one, laid beside it part by part, so that a person can merge them.

Nothing is lost or invented: whatever is chosen, the result is made of the parts as they stand. Pure.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Side = Literal["mine", "theirs", "base", "both"]
SIDES: tuple[Side, ...] = ("mine", "theirs", "both", "base")
BLOCK = re.compile(
    r".*?(?:\n[ \t\r]*(?:\n[ \t\r]*)+|\Z)", re.DOTALL
)  # a paragraph with the blank lines after it


@dataclass(frozen=True)
class Part:
    """The same place in all three texts; "" where it isn't in one."""

    base: str
    mine: str
    theirs: str

    @property
    def is_clash(self) -> bool:
        """Both changed it, and not to the same."""
        return self.mine != self.theirs and self.base not in (self.mine, self.theirs)

    @property
    def is_settled(self) -> bool:
        return self.mine == self.theirs

    @property
    def obvious(self) -> Side:
        """Whoever changed it; mine where both did."""
        return "theirs" if self.mine == self.base else "mine"

    def chosen(self, side: Side) -> str:
        if side == "both" and self.mine and self.theirs:
            gap = "" if self.mine.endswith("\n\n") else "\n" if self.mine.endswith("\n") else "\n\n"
            return self.mine + gap + self.theirs
        return {
            "mine": self.mine,
            "theirs": self.theirs,
            "base": self.base,
            "both": self.mine or self.theirs,
        }[side]


def parts(base: str, mine: str, theirs: str) -> list[Part]:
    """In order; the texts of one side one after the other are that side's whole text."""
    was, ours, other = _blocks(base), _blocks(mine), _blocks(theirs)
    found = _parts(was, ours, other, _anchors(was, ours, other))
    groups = groupby(found, key=lambda part: part.is_settled)
    return [part for settled, group in groups for part in ([_joined(group)] if settled else group)]


def merged(found: Sequence[Part], chosen: Mapping[int, Side]) -> str:
    """`chosen`: number of the part, from 0 → side. A part that isn't named goes to whoever changed it."""
    return "".join(part.chosen(chosen.get(number, part.obvious)) for number, part in enumerate(found))


def _blocks(text: str) -> list[str]:
    return [block for block in BLOCK.findall(text) if block]


def _anchors(base: list[str], mine: list[str], theirs: list[str]) -> list[tuple[int, int, int]]:
    """Where a block of the base stands unchanged in both, in order."""
    ours, other = _same(base, mine), _same(base, theirs)
    return [(at, ours[at], other[at]) for at in sorted(ours.keys() & other.keys())]


def _same(base: list[str], changed: list[str]) -> dict[int, int]:
    blocks = SequenceMatcher(None, base, changed, autojunk=False).get_matching_blocks()
    return {a + offset: b + offset for a, b, size in blocks for offset in range(size)}


def _parts(
    base: list[str], mine: list[str], theirs: list[str], anchors: list[tuple[int, int, int]]
) -> Iterator[Part]:
    at = (0, 0, 0)
    for anchor in [*anchors, (len(base), len(mine), len(theirs))]:
        yield from _between(base[at[0] : anchor[0]], mine[at[1] : anchor[1]], theirs[at[2] : anchor[2]])
        if anchor[0] < len(base):
            yield Part(base[anchor[0]], mine[anchor[1]], theirs[anchor[2]])
        at = (anchor[0] + 1, anchor[1] + 1, anchor[2] + 1)


def _between(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[Part]:
    """As many paragraphs on all sides: one by one, so that changes of neighbours aren't a clash."""
    if len(base) == len(mine) == len(theirs):
        yield from map(Part, base, mine, theirs)
    else:
        yield Part("".join(base), "".join(mine), "".join(theirs))


def _joined(found: Iterable[Part]) -> Part:
    all_of_them = list(found)
    return Part(
        *("".join(getattr(part, side) for part in all_of_them) for side in ("base", "mine", "theirs"))
    )
