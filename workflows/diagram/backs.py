"""The dashed ways back: which side they take, on which lane, and round what."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.diagram.graph import Back, Graph
from workflows.diagram.layout import Layout

Point = tuple[float, float]  # (along, across)
LANE = 26.0  # between two lanes that overlap
CLEAR = 24.0  # between the outermost node and the first lane


@dataclass(frozen=True)
class Boxes:
    """The measures of the drawing, in its own axes."""

    length: float  # a node's, along
    depth: float  # a node's, across
    stride: float  # from rank to rank

    def middle(self, rank: int) -> float:
        return rank * self.stride + self.length / 2


@dataclass(frozen=True)
class Lane:
    """All ways back to one step on one side share a lane: a bus with one arrow head."""

    end: str
    by_person: bool
    limit: int
    side: int  # -1 before the nodes, 1 after them, 0 between two neighbouring ranks
    starts: tuple[str, ...]
    across: float
    span: tuple[float, float]  # along
    paths: tuple[tuple[Point, ...], ...]


def lanes(graph: Graph, placed: Layout, boxes: Boxes) -> tuple[Lane, ...]:
    groups: dict[tuple[str, bool, int, int], list[str]] = {}
    for back in graph.backs:
        side = 0 if _beside(back, placed) else _side(back, placed)
        groups.setdefault((back.end, back.by_person, back.limit, side), []).append(back.start)
    spans = {group: _span(group[0], starts, placed, boxes) for group, starts in groups.items()}
    done: list[Lane] = []
    for group in sorted(groups, key=lambda g: (spans[g][1] - spans[g][0], g)):
        end, by_person, limit, side = group
        across = _height(side, spans[group], done, placed, boxes) if side else placed.across[end]
        paths = tuple(_path(start, group, across, placed, boxes) for start in groups[group])
        done.append(Lane(end, by_person, limit, side, tuple(groups[group]), across, spans[group], paths))
    return tuple(done)


def _side(back: Back, placed: Layout) -> int:
    """The side with fewer boxes in the way; people take the far side of two equals, so that both show."""
    before = len(_between(back.start, -1, placed)) + len(_between(back.end, -1, placed))
    after = len(_between(back.start, 1, placed)) + len(_between(back.end, 1, placed))
    if before == after:
        return 1 if back.by_person else -1
    return -1 if before < after else 1


def _between(key: str, side: int, placed: Layout) -> list[str]:
    """The boxes of the same rank that lie between this one and the lane of that side."""
    here = placed.across[key]
    row = (other for other in placed.ranks[placed.rank[key]] if "@" not in other)
    return [other for other in row if (placed.across[other] - here) * side > 0]


def _span(end: str, starts: list[str], placed: Layout, boxes: Boxes) -> tuple[float, float]:
    places = [boxes.middle(placed.rank[key]) for key in (end, *starts)]
    return min(places), max(places)


def _height(side: int, span: tuple[float, float], done: list[Lane], placed: Layout, boxes: Boxes) -> float:
    """Outside every node under the span, and outside every shorter lane that it overlaps."""
    reach = [
        centre * side + boxes.depth / 2 + CLEAR
        for key, centre in placed.across.items()
        if span[0] - boxes.stride / 2 <= boxes.middle(placed.rank[key]) <= span[1] + boxes.stride / 2
    ]
    reach += [
        lane.across * side + LANE
        for lane in done
        if lane.side == side and lane.span[0] <= span[1] and span[0] <= lane.span[1]
    ]
    return side * max(reach)


def _path(
    start: str, group: tuple[str, bool, int, int], across: float, placed: Layout, boxes: Boxes
) -> tuple[Point, ...]:
    end, by_person, _, side = group
    middle = boxes.middle(placed.rank[end])
    if side == 0:
        return _through(start, end, placed, boxes)
    leave = _climb(start, side, across, boxes.middle(placed.rank[start]) - 14, -1, placed, boxes)
    arrive = _climb(end, side, across, middle + (30 if by_person else 10), 1, placed, boxes)
    return (*leave, *arrive[::-1])


def _climb(
    key: str, side: int, across: float, along: float, towards: int, placed: Layout, boxes: Boxes
) -> tuple[Point, ...]:
    """From the box to the lane: straight, or beside the rank where another box is in the way."""
    edge = placed.across[key] + side * boxes.depth / 2
    if not _between(key, side, placed):
        return ((along, edge), (along, across))
    channel = boxes.middle(placed.rank[key]) + towards * (boxes.length / 2 + 16)
    return ((along, edge), (along, edge + side * 12), (channel, edge + side * 12), (channel, across))


def _beside(back: Back, placed: Layout) -> bool:
    """Neighbouring ranks with boxes in the way: the way back stays between the two."""
    near = placed.rank[back.start] - placed.rank[back.end] == 1
    side = _side(back, placed)
    return near and bool(_between(back.start, side, placed) or _between(back.end, side, placed))


def _through(start: str, end: str, placed: Layout, boxes: Boxes) -> tuple[Point, ...]:
    """Out of the box at the corner near the writer, along the channel between the ranks, in at its corner."""
    here, there = placed.across[start], placed.across[end]
    corner = (1 if there >= here else -1) * (boxes.depth / 2 - 12)
    leave, enter = here + corner, there - corner
    if abs(there - here) < 4:  # level: a straight line below the forward one
        enter = leave
    right, left = (boxes.middle(placed.rank[k]) + s * boxes.length / 2 for k, s in ((end, 1), (start, -1)))
    channel = right + 16
    return (left, leave), (channel, leave), (channel, enter), (right + 1, enter)


def reach(placed: Layout, lanes_: tuple[Lane, ...], boxes: Boxes) -> Mapping[str, float]:
    """The outermost measures of everything drawn: first and last, along and across."""
    across = [value + sign * boxes.depth / 2 for value in placed.across.values() for sign in (-1, 1)]
    across += [lane.across + lane.side * 16 for lane in lanes_ if lane.side]  # room for its words
    last = max(placed.rank.values()) * boxes.stride + boxes.length
    return {"first": 0.0, "last": last, "low": min(across), "high": max(across)}
