"""What all parts of a drawing share: which way it runs, and how its numbers and texts are written."""

from dataclasses import dataclass
from html import escape
from typing import Literal

from workflows.diagram.backs import Boxes, Point

Direction = Literal["right", "down"]


@dataclass(frozen=True)
class Sheet:
    """Turns (along, across) into (x, y) and knows the drawing's bounds."""

    direction: Direction
    boxes: Boxes
    left: float
    top: float
    width: float
    height: float

    def at(self, point: Point) -> Point:
        return point if self.direction == "right" else (point[1], point[0])


def number(value: float) -> str:
    return f"{value:g}"


def pair(point: Point) -> str:
    return f"{number(round(point[0], 1))} {number(round(point[1], 1))}"


def quoted(text: str) -> str:
    return escape(text, quote=True)
