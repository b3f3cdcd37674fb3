"""The picture of a replay: how many pieces have which score, and where two thresholds stand among them. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workflows.engine.replay import Then
from workflows.engine.rubrics import BEST

BINS = 20
WIDE, TALL = 24, 120  # of a column with the gap beside it; of the chart
GAP = 4


@dataclass(frozen=True)
class Column:
    """Pieces whose score lies between two marks: those that pass, standing on those that don't."""

    words: str
    x: int
    fails: int  # heights
    passes: int

    @property
    def passes_top(self) -> int:
        return TALL - self.fails - self.passes

    @property
    def fails_top(self) -> int:
        return TALL - self.fails


@dataclass(frozen=True)
class Histogram:
    columns: tuple[Column, ...]
    threshold: float  # x
    before: float
    width: int = BINS * WIDE
    bar: int = WIDE - GAP

    @property
    def marks(self) -> list[tuple[int, int]]:
        """(x, score) along the foot."""
        return [(round(score * self.width / BEST), score) for score in range(0, int(BEST) + 1, 2)]


def of(pieces: Sequence[Then], threshold: float, before: float) -> Histogram:
    passes = Counter(_bin(one) for one in pieces if one.weighed.passed)
    fails = Counter(_bin(one) for one in pieces if not one.weighed.passed)
    most = max((passes[n] + fails[n] for n in range(BINS)), default=0) or 1
    columns = (_column(n, fails[n], passes[n], most) for n in range(BINS))
    place = BINS * WIDE / BEST
    return Histogram(tuple(columns), round(threshold * place, 1), round(before * place, 1))


def _bin(one: Then) -> int:
    return min(BINS - 1, int(one.weighed.overall * BINS / BEST))


def _column(number: int, fails: int, passes: int, most: int) -> Column:
    step = BEST / BINS
    many = "piece" if fails + passes == 1 else "pieces"
    words = f"{number * step:g} to {(number + 1) * step:g}: {fails + passes} {many}, {passes} of them pass"
    return Column(words, number * WIDE + GAP // 2, _tall(fails, most), _tall(passes, most))


def _tall(count: int, most: int) -> int:
    """However few, they are seen."""
    return max(3, round(TALL * count / most)) if count else 0
