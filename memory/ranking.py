"""Rankers over what the database found. Pure: numbers and ids in, numbers and ids out."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import log
from typing import TypeVar

Id = TypeVar("Id", bound=Hashable)

K1, B = 1.2, 0.75  # BM25's usual constants: how fast repetition saturates, how much length counts
RRF = 60  # how much the first places are worth over the later ones; results hardly depend on it


@dataclass(frozen=True)
class Collection:
    """What BM25 must know of all the passages that were searched."""

    size: int  # passages
    average_length: float  # words per passage
    occurs_in: Sequence[int]  # for each word of the query: in how many of them


def bm25(counts: Sequence[int], length: int, collection: Collection) -> float:
    """How well one passage answers. `counts`: for each word of the query, how often it occurs in the passage."""
    return sum(
        _rarity(occurs, collection.size) * _saturated(times, length, collection.average_length)
        for times, occurs in zip(counts, collection.occurs_in, strict=True)
        if times
    )


def _rarity(occurs: int, size: int) -> float:
    occurs = min(occurs, size)
    return log(1 + (size - occurs + 0.5) / (occurs + 0.5))


def _saturated(times: int, length: int, average: float) -> float:
    return times * (K1 + 1) / (times + K1 * (1 - B + B * length / max(average, 1)))


def fuse(rankings: Sequence[Sequence[Id]], weights: Sequence[float]) -> dict[Id, float]:
    """Reciprocal rank fusion: ids of several rankings (each best first) to one score each, best first.

    A score of 1 is the first place in every ranking.
    """
    scores: dict[Id, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        for place, found in enumerate(ranking):
            scores[found] = scores.get(found, 0.0) + weight * (RRF + 1) / (RRF + 1 + place)
    total = sum(weights) or 1.0
    best = sorted(scores, key=lambda found: (-scores[found], str(found)))
    return {found: scores[found] / total for found in best}
