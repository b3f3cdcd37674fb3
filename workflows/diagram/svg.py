"""The layout as SVG text. Colours, strokes and the dark theme live in `workflows/diagram.css`."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

from workflows.diagram.backs import Boxes, Lane, lanes, reach
from workflows.diagram.graph import Graph, graph
from workflows.diagram.layout import Layout, layout
from workflows.diagram.lines import edge, way_back
from workflows.diagram.nodes import StepState, box
from workflows.diagram.sheet import Direction, Sheet, number
from workflows.engine.definition import Definition

WIDTH, HEIGHT, PAD = 166.0, 66.0, 14.0
SIZES = {"right": (("short", 1320), ("medium", 1760)), "down": (("short", 520),)}
"""Up to which width (pixels) a drawing may shrink to fit; wider ones scroll."""


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
        *(edge(chain, placed, sheet, name) for chain in placed.chains),
        *(way_back(way, sheet, name, definition) for way in ways),
        *(box(node, placed, sheet, url, (states or {}).get(node.key), selected) for node in drawn.nodes),
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
    box = f"{number(sheet.left)} {number(sheet.top)} {number(sheet.width)} {number(sheet.height)}"
    size = next((name for name, most in SIZES[sheet.direction] if sheet.width <= most), "long")
    return (
        f'<svg class="flow flow-{sheet.direction} flow-{size}" viewBox="{box}"'
        ' xmlns="http://www.w3.org/2000/svg"'
        f' width="{number(sheet.width)}" height="{number(sheet.height)}" role="group" aria-label="{escape(title)}">'
        f"\n<defs>{_marker(name, 'on')}{_marker(name, 'gate')}{_marker(name, 'person')}</defs>"
    )


def _marker(name: str, kind: str) -> str:
    return (
        f'<marker id="{name}-{kind}" class="tip-{kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7"'
        ' markerHeight="7" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z"/></marker>'
    )
