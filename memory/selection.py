"""What of memory goes into one step's context. Pure: documents, lessons and passages in, a block out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from math import ceil

from memory.likeness import Triples, triples
from memory.recalled import LESSON, PARTS, PINNED_KINDS, Block, Left, Recalled, Share
from tenants.scripts import HANGUL, UNSPACED

CHARACTERS_PER_TOKEN = 4
DENSE = re.compile(f"[{UNSPACED}{HANGUL}]")
LABEL = 12  # tokens for what frames a passage: its title, kind and borders
BULLET = 2  # and a lesson
SAME = 0.7  # share of a text's word triples that another has too
CUT = "\n\n[…]"
CLAIMS = ("constraints", LESSON, "always", "voice")  # who gets room first: a missing rule costs most
AT_MOST = {LESSON: 0.15, "always": 0.25}  # of the budget, for what grows by itself
NAMED = 10  # of what was left out


def tokens(text: str) -> int:
    """An estimate, good to about a fifth: exact counting takes the vendor's own tokenizer. A character of a script
    without spaces, or a syllable of Korean, is about a token of its own."""
    return ceil((len(text) + (CHARACTERS_PER_TOKEN - 1) * len(DENSE.findall(text))) / CHARACTERS_PER_TOKEN)


def cost(passage: Recalled) -> int:
    """Tokens that it takes in a context, with what frames it."""
    return tokens(passage.text) + (BULLET if passage.kind == LESSON else LABEL)


def choose(pinned: Iterable[Recalled], found: Iterable[Recalled], budget: int, at_most: int) -> Block:
    """What is pinned in a fixed order, as far as the budget goes; then `found`, best first.

    At most `at_most` of `found`, about half of them from one document, none twice and nothing that is pinned
    anyway. What doesn't fit is passed over for a shorter one, and named. Lessons and passages that are always used
    have a share of the budget, which goes to them in the order in which they come here. A pinned document is cut
    only if it doesn't fit. What came from outside is never pinned: it is material like any other.
    """
    given = list(pinned)
    kept, unpinned = _pinned([one for one in given if not one.outside], budget)
    outside = (replace(one, pinned=False) for one in given if one.outside)
    left = budget - sum(map(cost, kept))
    chosen = _Chosen(left, at_most, [(one, triples(one.text)) for one in kept])
    for passage in chain(outside, found):
        chosen.offer(passage)
    everything = [*kept, *chosen.passages]
    return Block(
        tuple(kept),
        tuple(chosen.passages),
        sum(map(cost, everything)),
        budget,
        "The pinned documents are longer than the context: they were cut." if _is_cut(kept) else "",
        _shares(everything),
        tuple(Left(one.title, one.kind, cost(one)) for one in [*unpinned, *chosen.without_room][:NAMED]),
    )


def _shares(used: Sequence[Recalled]) -> tuple[Share, ...]:
    sums = {part: sum(cost(one) for one in used if one.part == part) for part in PARTS}
    return tuple(Share(part, taken) for part, taken in sums.items() if taken)


def _pinned(given: list[Recalled], budget: int) -> tuple[list[Recalled], list[Recalled]]:
    """What is kept, in the order in which it is shown; and what had no room."""
    kept, without_room, left = [], [], budget
    for part in CLAIMS:
        room = min(left, int(budget * AT_MOST.get(part, 1)))
        for one in _in_order(given, part):
            fitting = _fitting(one, room)
            if fitting:
                kept.append(fitting)
                room, left = room - cost(fitting), left - cost(fitting)
            else:
                without_room.append(one)
    return sorted(kept, key=_place), without_room


def _in_order(given: Iterable[Recalled], part: str) -> list[Recalled]:
    """Documents in their fixed order, so that it doesn't matter how they were read; the others as they come."""
    mine = [one for one in given if one.part == part]
    return mine if part in AT_MOST else sorted(mine, key=_place)


def _place(one: Recalled) -> tuple[int, int, int]:
    return PARTS.index(one.part), one.document_id, one.id


def _fitting(one: Recalled, room: int) -> Recalled | None:
    """Itself if it fits; of a document else its beginning, up to the last paragraph that does; else nothing."""
    if cost(one) <= room:
        return one
    characters = (room - LABEL) * CHARACTERS_PER_TOKEN - len(CUT)
    end = one.text.rfind("\n\n", 0, characters) if characters > 0 and one.part not in AT_MOST else -1
    return replace(one, text=one.text[:end] + CUT) if end > 0 else None


def _is_cut(kept: Sequence[Recalled]) -> bool:
    return any(each.text.endswith(CUT) for each in kept)


@dataclass
class _Chosen:
    """What was recalled so far."""

    left: int  # tokens
    at_most: int
    pinned: list[tuple[Recalled, Triples]]
    passages: list[Recalled] = field(default_factory=list)
    without_room: list[Recalled] = field(default_factory=list)
    _triples: list[Triples] = field(default_factory=list)

    def offer(self, passage: Recalled) -> None:
        if len(self.passages) == self.at_most or not self._is_wanted(passage):
            return
        said = triples(passage.text)
        if self._is_shown(said):
            return
        if cost(passage) > self.left:
            self.without_room.append(passage)
            return
        self.passages.append(passage)
        self._triples.append(said)
        self.left -= cost(passage)

    def _is_wanted(self, passage: Recalled) -> bool:
        siblings = sum(each.document_id == passage.document_id for each in self.passages)
        whole = any(
            one.part in PINNED_KINDS and one.document_id == passage.document_id for one, _ in self.pinned
        )
        return siblings < ceil(self.at_most / 2) and not whole

    def _is_shown(self, said: Triples) -> bool:
        """Among what is pinned, or nearly the same as another passage. A lesson's words in a passage are no twin."""
        return any(_holds(other, said) for _, other in self.pinned) or any(
            _same(said, other) for other in self._triples
        )


def _holds(text: Triples, part: Triples) -> bool:
    return len(text & part) >= SAME * len(part)


def _same(one: Triples, other: Triples) -> bool:
    return len(one & other) >= SAME * min(len(one), len(other))
