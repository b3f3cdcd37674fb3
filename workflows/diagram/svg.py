"""The layout as SVG text. Colours, strokes and the dark theme live in `workflows/diagram.css`."""

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Literal

from workflows.diagram.backs import Boxes, Lane, Point, lanes, reach
from workflows.diagram.graph import Graph, Node, graph
from workflows.diagram.layout import Layout, layout
from workflows.engine.definition import Definition

WIDTH, HEIGHT, PAD, ROUND = 166.0, 66.0, 14.0, 9.0
LINE = 20  # characters of a title that fit on one line
LETTER = 5.7  # pixels of one small letter, on average
GLYPHS = {
    "passed": "✓",
    "flagged": "!",
    "failed": "✕",
    "running": "…",
    "waiting": "‖",
    "skipped": "–",
    "rejected": "↺",
    "added": "+",
    "removed": "−",
    "changed": "~",
}

SIZES = {"right": (("short", 1320), ("medium", 1760)), "down": (("short", 520),)}
"""Up to which width (pixels) a drawing may shrink to fit; wider ones scroll."""

Direction = Literal["right", "down"]


@dataclass(frozen=True)
class StepState:
    """What a run, or a newer version, did to a step (a key of GLYPHS); `note` replaces the detail."""

    state: str
    note: str = ""


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


def svg(
    definition: Definition,
    *,
    url: Callable[[str], str] | None = None,
    states: Mapping[str, StepState] | None = None,
    selected: str = "",
    direction: Direction = "right",
    name: str = "diagram",
) -> str:
    """`url(step key)` is a node's link ("" for none); `name` keeps the ids of two drawings apart."""
    drawn = graph(definition)
    boxes, placed = _place(drawn, direction)
    ways = lanes(drawn, placed, boxes)
    sheet = _sheet(direction, boxes, placed, ways)
    steps = len(drawn.nodes) - 1
    parts = [
        _opening(sheet, name, f"Diagram of the workflow: {steps} step{'' if steps == 1 else 's'}"),
        *(_edge(chain, placed, sheet, name) for chain in placed.chains),
        *(_way(way, sheet, name, definition) for way in ways),
        *(_node(node, placed, sheet, url, (states or {}).get(node.key), selected) for node in drawn.nodes),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part)


def both(
    definition: Definition,
    *,
    url: Callable[[str], str] | None = None,
    states: Mapping[str, StepState] | None = None,
    selected: str = "",
) -> tuple[str, str]:
    """Wide and narrow; the style sheet shows the one that fits."""
    return (
        svg(definition, url=url, states=states, selected=selected, direction="right", name="wide"),
        svg(definition, url=url, states=states, selected=selected, direction="down", name="narrow"),
    )


def _place(drawn: Graph, direction: Direction) -> tuple[Boxes, Layout]:
    if direction == "right":
        return Boxes(WIDTH, HEIGHT, WIDTH + 44), layout(drawn, gap=HEIGHT + 30, lane=28)
    return Boxes(HEIGHT, WIDTH, HEIGHT + 46), layout(drawn, gap=WIDTH + 18, lane=24)


def _sheet(direction: Direction, boxes: Boxes, placed: Layout, ways: Sequence[Lane]) -> Sheet:
    ends = reach(placed, tuple(ways), boxes)
    sheet = Sheet(direction, boxes, 0, 0, 0, 0)
    left, top = sheet.at((ends["first"] - PAD, ends["low"] - PAD))
    right, bottom = sheet.at((ends["last"] + PAD, ends["high"] + PAD))
    return Sheet(direction, boxes, left, top, right - left, bottom - top)


def _opening(sheet: Sheet, name: str, title: str) -> str:
    box = f"{_n(sheet.left)} {_n(sheet.top)} {_n(sheet.width)} {_n(sheet.height)}"
    size = next((name for name, most in SIZES[sheet.direction] if sheet.width <= most), "long")
    return (
        f'<svg class="flow flow-{sheet.direction} flow-{size}" viewBox="{box}"'
        ' xmlns="http://www.w3.org/2000/svg"'
        f' width="{_n(sheet.width)}" height="{_n(sheet.height)}" role="group" aria-label="{escape(title)}">'
        f"\n<defs>{_marker(name, 'on')}{_marker(name, 'gate')}{_marker(name, 'person')}</defs>"
    )


def _marker(name: str, kind: str) -> str:
    return (
        f'<marker id="{name}-{kind}" class="tip-{kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7"'
        ' markerHeight="7" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z"/></marker>'
    )


def _edge(chain: Sequence[str], placed: Layout, sheet: Sheet, name: str) -> str:
    """A smooth line through its bends; straight while it passes a rank."""
    stops: list[Point] = []
    for key in chain:
        start = placed.rank[key] * sheet.boxes.stride
        stops += [(start, placed.across[key]), (start + sheet.boxes.length, placed.across[key])]
    stops = stops[1:-1]
    last = stops[-1]
    stops[-1] = (last[0] - 2, last[1])
    path = "M" + _p(sheet.at(stops[0]))
    for i, (a, b) in enumerate(pairwise(stops)):
        path += _curve(a, b, sheet) if i % 2 == 0 else "L" + _p(sheet.at(b))
    ends = f'data-from="{_e(chain[0])}" data-to="{_e(chain[-1])}"'
    return f'<path class="edge" {ends} marker-end="url(#{name}-on)" d="{path}"/>'


def _curve(a: Point, b: Point, sheet: Sheet) -> str:
    if a[1] == b[1]:
        return "L" + _p(sheet.at(b))
    half = (b[0] - a[0]) / 2
    return "C" + " ".join(_p(sheet.at(p)) for p in ((a[0] + half, a[1]), (b[0] - half, b[1]), b))


def _way(way: Lane, sheet: Sheet, name: str, definition: Definition) -> str:
    kind = "person" if way.by_person else "gate"
    rounds = f"at most {way.limit} round{'' if way.limit == 1 else 's'}"
    words = f"changes asked for, {rounds}" if way.by_person else f"back with findings, {rounds}"
    lines = "".join(
        f'<path class="back back-{kind}" marker-end="url(#{name}-{kind})" d="{_rounded(path, sheet)}"/>'
        for path in way.paths
    )
    from_ = ", ".join(definition.step(key).title or key for key in way.starts)
    to = definition.step(way.end).title or way.end
    title = f"<title>{_e(f'{from_} to {to}: {words}')}</title>"
    return f'<g class="way">{title}{lines}{_label(way, words, sheet)}</g>'


def _label(way: Lane, words: str, sheet: Sheet) -> str:
    """Only where it fits: the tooltip has the words anyway."""
    if not way.side or len(words) * LETTER > way.span[1] - way.span[0] - 40:
        return ""
    away = 6 if way.side < 0 else 15
    x, y = sheet.at(((way.span[0] + way.span[1]) / 2, way.across + way.side * away))
    turned = f' transform="rotate(-90 {_n(x)} {_n(y)})"' if sheet.direction == "down" else ""
    return f'<text class="words" x="{_n(x)}" y="{_n(y)}" text-anchor="middle"{turned}>{words}</text>'


def _rounded(path: Sequence[Point], sheet: Sheet) -> str:
    """The way with round corners."""
    stops = [sheet.at(point) for point in path if point]
    stops = [p for i, p in enumerate(stops) if i == 0 or p != stops[i - 1]]
    text = "M" + _p(stops[0])
    for before, here, after in zip(stops, stops[1:], stops[2:], strict=False):
        text += f"L{_p(_near(here, before))}Q{_p(here)} {_p(_near(here, after))}"
    return text + "L" + _p(stops[-1])


def _near(here: Point, other: Point) -> Point:
    """The point on the way to the other where the corner begins."""
    length = abs(other[0] - here[0]) + abs(other[1] - here[1])
    part = min(ROUND, length / 2) / length
    return here[0] + (other[0] - here[0]) * part, here[1] + (other[1] - here[1]) * part


def _node(
    node: Node,
    placed: Layout,
    sheet: Sheet,
    url: Callable[[str], str] | None,
    state: StepState | None,
    selected: str,
) -> str:
    along = placed.rank[node.key] * sheet.boxes.stride
    x, y = sheet.at((along, placed.across[node.key] - sheet.boxes.depth / 2))
    classes = f"node kind-{_e(node.kind)}" + " selected" * (node.key == selected)
    classes += f" is-{_e(state.state)}" if state else ""
    story = ". ".join(part for part in (node.title, state.state if state else "", node.hint) if part)
    inner = (
        f"<title>{_e(story)}</title>"
        + (
            '<rect class="behind" x="5" y="5" width="166" height="66" rx="10"/>'
            if "each" in node.marks
            else ""
        )
        + '<rect class="box" width="166" height="66" rx="10"/><path class="bar" d="M8 12V54"/>'
        + _words(node, state)
        + _marks(node)
        + (_badge(state) if state else "")
    )
    body = (
        f'<g class="{classes}" data-step="{_e(node.key)}" transform="translate({_n(x)} {_n(y)})">{inner}</g>'
    )
    link = url(node.key) if url else ""
    return f'<a href="{_e(link)}" aria-label="{_e(story)}">{body}</a>' if link else body


def _words(node: Node, state: StepState | None) -> str:
    room = LINE - 2 if state else LINE
    lines = textwrap.wrap(node.title, room, max_lines=2, placeholder="…") or [node.key]
    detail = textwrap.shorten((state and state.note) or node.detail, 26, placeholder="…")
    top = 29 if len(lines) == 1 else 22
    titles = "".join(
        f'<text class="title" x="20" y="{top + 16 * i}">{_e(line)}</text>' for i, line in enumerate(lines)
    )
    return titles + f'<text class="words" x="20" y="{top + 18 + 16 * (len(lines) - 1)}">{_e(detail)}</text>'


def _marks(node: Node) -> str:
    if not node.marks:
        return ""
    words = " · ".join(node.marks)
    width = 14 + len(words) * 6
    return (
        f'<g class="mark" transform="translate({156 - width} -9)"><rect width="{width}" height="18" rx="9"/>'
        f'<text x="{_n(width / 2)}" y="13" text-anchor="middle">{words}</text></g>'
    )


def _badge(state: StepState) -> str:
    glyph = GLYPHS.get(state.state, "")
    text = f'<text x="149" y="22" text-anchor="middle">{glyph}</text>'
    return f'<g class="badge"><circle cx="149" cy="18" r="8.5"/>{text}</g>'


def _n(value: float) -> str:
    return f"{value:g}"


def _p(point: Point) -> str:
    return f"{_n(round(point[0], 1))} {_n(round(point[1], 1))}"


def _e(text: str) -> str:
    return escape(text, quote=True)
