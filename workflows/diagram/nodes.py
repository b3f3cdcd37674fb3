"""The boxes of a drawing: a step with its words, its marks and what became of it, as SVG text."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from workflows.diagram.graph import Node
from workflows.diagram.layout import Layout
from workflows.diagram.sheet import Sheet, number, quoted

LINE = 20  # characters of a title that fit on one line
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


@dataclass(frozen=True)
class StepState:
    """What a run, or a newer version, did to a step (a key of GLYPHS); `note` replaces the detail."""

    state: str
    note: str = ""


def box(
    node: Node,
    placed: Layout,
    sheet: Sheet,
    url: Callable[[str], str] | None,
    state: StepState | None,
    selected: str,
) -> str:
    along = placed.rank[node.key] * sheet.boxes.stride
    x, y = sheet.at((along, placed.across[node.key] - sheet.boxes.depth / 2))
    classes = f"node kind-{quoted(node.kind)}" + " selected" * (node.key == selected)
    classes += f" is-{quoted(state.state)}" if state else ""
    story = ". ".join(part for part in (node.title, state.state if state else "", node.hint) if part)
    inner = (
        f"<title>{quoted(story)}</title>"
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
    place = f"translate({number(x)} {number(y)})"
    body = f'<g class="{classes}" data-step="{quoted(node.key)}" transform="{place}">{inner}</g>'
    link = url(node.key) if url else ""
    return f'<a href="{quoted(link)}" aria-label="{quoted(story)}">{body}</a>' if link else body


def _words(node: Node, state: StepState | None) -> str:
    room = LINE - 2 if state else LINE
    lines = textwrap.wrap(node.title, room, max_lines=2, placeholder="…") or [node.key]
    detail = textwrap.shorten((state and state.note) or node.detail, 26, placeholder="…")
    top = 29 if len(lines) == 1 else 22
    titles = "".join(
        f'<text class="title" x="20" y="{top + 16 * i}">{quoted(line)}</text>' for i, line in enumerate(lines)
    )
    return (
        titles + f'<text class="words" x="20" y="{top + 18 + 16 * (len(lines) - 1)}">{quoted(detail)}</text>'
    )


def _marks(node: Node) -> str:
    if not node.marks:
        return ""
    words = " · ".join(node.marks)
    width = 14 + len(words) * 6
    return (
        f'<g class="mark" transform="translate({156 - width} -9)"><rect width="{width}" height="18" rx="9"/>'
        f'<text x="{number(width / 2)}" y="13" text-anchor="middle">{words}</text></g>'
    )


def _badge(state: StepState) -> str:
    glyph = GLYPHS.get(state.state, "")
    text = f'<text x="149" y="22" text-anchor="middle">{glyph}</text>'
    return f'<g class="badge"><circle cx="149" cy="18" r="8.5"/>{text}</g>'
