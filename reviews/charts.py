"""Small bar charts, computed here and drawn by a template as SVG. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 300, 96  # of the bars, in the drawing's own units
TOP = 16  # above them, for the number of the highest
GAP = 10
LEAST = 2  # so that a small number can be told from none


@dataclass(frozen=True)
class Bar:
    label: str
    said: str  # the number in words, "–" where there is none
    x: float
    y: float
    width: float
    height: float
    now: bool = False

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def words_at(self) -> float:
        """The line on which its number stands: just above it."""
        return round(self.y - 4, 1)


def bars(values: Sequence[tuple[str, str, float | None]]) -> list[Bar]:
    """Of (label, number in words, number), the last being now. None and 0 have no height."""
    if not values:
        return []
    most = max((value or 0 for _, _, value in values), default=0) or 1
    width = (WIDTH - GAP * (len(values) - 1)) / len(values)
    drawn = []
    for place, (label, said, value) in enumerate(values):
        height = max(LEAST, (value or 0) / most * HEIGHT) if value else 0.0
        x = place * (width + GAP)
        drawn.append(
            Bar(label, said, round(x, 1), round(TOP + HEIGHT - height, 1), round(width, 1), round(height, 1),
                place == len(values) - 1)
        )  # fmt: skip
    return drawn
