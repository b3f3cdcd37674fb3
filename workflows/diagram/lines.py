"""The lines of a drawing: from step to step, and the ways back, as SVG text."""

from collections.abc import Sequence
from itertools import pairwise

from workflows.diagram.backs import Lane, Point
from workflows.diagram.layout import Layout
from workflows.diagram.sheet import Sheet, number, pair, quoted
from workflows.engine.definition import Definition

ROUND = 9.0
LETTER = 5.7  # pixels of one small letter, on average


def edge(chain: Sequence[str], placed: Layout, sheet: Sheet, name: str) -> str:
    """A smooth line through its bends; straight while it passes a rank."""
    stops: list[Point] = []
    for key in chain:
        start = placed.rank[key] * sheet.boxes.stride
        stops += [(start, placed.across[key]), (start + sheet.boxes.length, placed.across[key])]
    stops = stops[1:-1]
    last = stops[-1]
    stops[-1] = (last[0] - 2, last[1])
    path = "M" + pair(sheet.at(stops[0]))
    for i, (a, b) in enumerate(pairwise(stops)):
        path += _curve(a, b, sheet) if i % 2 == 0 else "L" + pair(sheet.at(b))
    ends = f'data-from="{quoted(chain[0])}" data-to="{quoted(chain[-1])}"'
    return f'<path class="edge" {ends} marker-end="url(#{name}-on)" d="{path}"/>'


def _curve(a: Point, b: Point, sheet: Sheet) -> str:
    if a[1] == b[1]:
        return "L" + pair(sheet.at(b))
    half = (b[0] - a[0]) / 2
    return "C" + " ".join(pair(sheet.at(p)) for p in ((a[0] + half, a[1]), (b[0] - half, b[1]), b))


def way_back(way: Lane, sheet: Sheet, name: str, definition: Definition) -> str:
    kind = "person" if way.by_person else "gate"
    rounds = f"at most {way.limit} round{'' if way.limit == 1 else 's'}"
    words = f"changes asked for, {rounds}" if way.by_person else f"back with findings, {rounds}"
    lines = "".join(
        f'<path class="back back-{kind}" marker-end="url(#{name}-{kind})" d="{_rounded(path, sheet)}"/>'
        for path in way.paths
    )
    from_ = ", ".join(definition.step(key).title or key for key in way.starts)
    to = definition.step(way.end).title or way.end
    title = f"<title>{quoted(f'{from_} to {to}: {words}')}</title>"
    return f'<g class="way">{title}{lines}{_label(way, words, sheet)}</g>'


def _label(way: Lane, words: str, sheet: Sheet) -> str:
    """Only where it fits: the tooltip has the words anyway."""
    if not way.side or len(words) * LETTER > way.span[1] - way.span[0] - 40:
        return ""
    away = 6 if way.side < 0 else 15
    x, y = sheet.at(((way.span[0] + way.span[1]) / 2, way.across + way.side * away))
    turned = f' transform="rotate(-90 {number(x)} {number(y)})"' if sheet.direction == "down" else ""
    return f'<text class="words" x="{number(x)}" y="{number(y)}" text-anchor="middle"{turned}>{words}</text>'


def _rounded(path: Sequence[Point], sheet: Sheet) -> str:
    """The way with round corners."""
    stops = [sheet.at(point) for point in path if point]
    stops = [p for i, p in enumerate(stops) if i == 0 or p != stops[i - 1]]
    text = "M" + pair(stops[0])
    for before, here, after in zip(stops, stops[1:], stops[2:], strict=False):
        text += f"L{pair(_near(here, before))}Q{pair(here)} {pair(_near(here, after))}"
    return text + "L" + pair(stops[-1])


def _near(here: Point, other: Point) -> Point:
    """The point on the way to the other where the corner begins."""
    length = abs(other[0] - here[0]) + abs(other[1] - here[1])
    part = min(ROUND, length / 2) / length
    return here[0] + (other[0] - here[0]) * part, here[1] + (other[1] - here[1]) * part
