"""Two people's changes of one text put together line by line, where no line was changed by both. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class _Change:
    """Of the lines from `start` up to `end` of what both began as; none between them: lines came in there."""

    start: int
    end: int
    lines: tuple[str, ...]

    def touches(self, other: "_Change") -> bool:
        """A changed line beside another is none of its business; what comes in beside one may belong to it."""
        if self.start == self.end or other.start == other.end:
            return self.start <= other.end and other.start <= self.end
        return self.start < other.end and other.start < self.end


def merged(base: str, ours: str, theirs: str) -> str | None:
    """None where both changed the same lines, each to something else, or where the one put something beside them."""
    was = base.split("\n")
    mine, its = (list(_changes(was, side.split("\n"))) for side in (ours, theirs))
    its = [change for change in its if change not in mine]
    if any(one.touches(other) for one in mine for other in its):
        return None
    lines, at = [], 0
    for change in sorted([*mine, *its], key=lambda one: (one.start, one.end)):
        lines += [*was[at : change.start], *change.lines]
        at = change.end
    return "\n".join([*lines, *was[at:]])


def _changes(was: Sequence[str], now: Sequence[str]) -> Iterator[_Change]:
    """Where as many lines stand as stood there, each is a change of its own."""
    for kind, start, end, first, last in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "replace" and end - start == last - first:
            yield from (_Change(start + n, start + n + 1, (now[first + n],)) for n in range(end - start))
        elif kind != "equal":
            yield _Change(start, end, tuple(now[first:last]))
