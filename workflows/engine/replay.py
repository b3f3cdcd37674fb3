"""What other terms would have made of pieces that were judged already: their raw scores, weighed anew.

It says which pieces would pass and which would not. What a revision would have made of those that would not, and what a
judge would have said if it had been asked again, nobody can know; so it isn't guessed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from workflows.engine.rubrics import Scores, Terms, Weighed, weigh

P = TypeVar("P")


@dataclass(frozen=True)
class Kept(Generic[P]):
    """The last verdict on one piece."""

    piece: P  # whatever names it
    judgements: Sequence[Scores]  # none: it was not judged, whatever the terms
    passed: bool  # by itself, without a flag


@dataclass(frozen=True)
class Then(Generic[P]):
    """One piece by the new terms."""

    kept: Kept[P]
    weighed: Weighed

    @property
    def stops(self) -> bool:
        return self.kept.passed and not self.weighed.passed

    @property
    def passes(self) -> bool:
        return self.weighed.passed and not self.kept.passed


@dataclass(frozen=True)
class Replay(Generic[P]):
    pieces: tuple[Then[P], ...]
    unjudged: int  # no terms change these: a person saw them
    unlike: int  # judged by other criteria, so nothing can be said

    @property
    def passed(self) -> int:
        return sum(one.kept.passed for one in self.pieces)

    @property
    def would_pass(self) -> int:
        return sum(one.weighed.passed for one in self.pieces)

    @property
    def stopped(self) -> list[Then[P]]:
        """Those that passed and would not, the lowest first."""
        return sorted((one for one in self.pieces if one.stops), key=lambda one: one.weighed.overall)

    @property
    def freed(self) -> list[Then[P]]:
        """Those that people saw and would not, the lowest first."""
        return sorted((one for one in self.pieces if one.passes), key=lambda one: one.weighed.overall)

    @property
    def near(self) -> int:
        """How many were judged once, and would be judged again."""
        return sum(one.weighed.near and len(one.kept.judgements) == 1 for one in self.pieces)


def replay(kept: Sequence[Kept[P]], terms: Terms) -> Replay[P]:
    judged = [one for one in kept if one.judgements]
    alike = [one for one in judged if _has_all(one, terms)]
    pieces = tuple(Then(one, weigh(one.judgements, terms)) for one in alike)
    return Replay(pieces, unjudged=len(kept) - len(judged), unlike=len(judged) - len(alike))


def _has_all(kept: Kept[P], terms: Terms) -> bool:
    keys = {criterion.key for criterion in terms.criteria}
    return all(keys <= scores.keys() for scores in kept.judgements)
