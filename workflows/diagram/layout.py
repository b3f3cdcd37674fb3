"""Where each node goes: longest path for the rank, barycentres for the order, least squares for the place.

Two axes: *along* is the way the work flows, *across* is where parallel steps sit beside each other. An edge
that passes a rank gets a bend there, which is ordered and placed like a node: no line runs through a box.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from workflows.diagram.graph import Graph

SWEEPS = 8
Ranks = list[list[str]]
Links = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Layout:
    rank: Mapping[str, int]  # of nodes and bends
    across: Mapping[str, float]  # centre of nodes and bends
    chains: tuple[tuple[str, ...], ...]  # every edge as node, bends, node
    ranks: tuple[tuple[str, ...], ...]


def layout(graph: Graph, *, gap: float, lane: float) -> Layout:
    """`gap`: between the centres of two neighbouring nodes; `lane`: the same where one of them is a bend."""
    rank = _ranks(graph)
    chains = _chains(graph, rank)
    ranks = _rows(rank)
    before, after = _neighbours(chains)
    ranks = _ordered(ranks, before, after)
    nodes = {node.key for node in graph.nodes}
    across = _placed(ranks, before, after, nodes, gap, lane)
    return Layout(rank, across, chains, tuple(tuple(row) for row in ranks))


def _ranks(graph: Graph) -> dict[str, int]:
    needs = {node.key: [a for a, b in graph.edges if b == node.key] for node in graph.nodes}
    rank: dict[str, int] = {}

    def of(key: str) -> int:
        if key not in rank:
            rank[key] = 1 + max((of(need) for need in needs[key]), default=-1)
        return rank[key]

    for node in graph.nodes:
        of(node.key)
    return rank


def _chains(graph: Graph, rank: dict[str, int]) -> tuple[tuple[str, ...], ...]:
    """Adds the bends to `rank`."""
    chains = []
    for start, end in graph.edges:
        bends = {f"{start}>{end}@{r}": r for r in range(rank[start] + 1, rank[end])}
        rank.update(bends)
        chains.append((start, *bends, end))
    return tuple(chains)


def _rows(rank: Mapping[str, int]) -> Ranks:
    rows: Ranks = [[] for _ in range(max(rank.values()) + 1)]
    for key, row in rank.items():
        rows[row].append(key)
    return rows


def _neighbours(chains: Sequence[Sequence[str]]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for chain in chains:
        for a, b in pairwise(chain):
            after.setdefault(a, []).append(b)
            before.setdefault(b, []).append(a)
    return before, after


def _ordered(ranks: Ranks, before: Links, after: Links) -> Ranks:
    """The order with the fewest crossings that a few sweeps to and fro find; the first of equals wins."""
    best, fewest = ranks, _crossings(ranks, after)
    for sweep in range(SWEEPS):
        ranks = _sweep(ranks, before) if sweep % 2 == 0 else _sweep(ranks[::-1], after)[::-1]
        count = _crossings(ranks, after)
        if count < fewest:
            best, fewest = ranks, count
    return best


def _sweep(ranks: Ranks, links: Links) -> Ranks:
    rows = [ranks[0]]
    for row in ranks[1:]:
        place = {key: i for i, key in enumerate(rows[-1])}
        middle = {
            key: _mean([place[k] for k in links.get(key, ()) if k in place], i) for i, key in enumerate(row)
        }
        rows.append(sorted(row, key=lambda key: middle[key]))
    return rows


def _crossings(ranks: Ranks, after: Links) -> int:
    total = 0
    for upper, lower in pairwise(ranks):
        place = {key: i for i, key in enumerate(lower)}
        ends = [place[k] for key in upper for k in sorted(after.get(key, ()), key=lambda k: place[k])]
        total += sum(a > b for i, a in enumerate(ends) for b in ends[i + 1 :])
    return total


def _placed(
    ranks: Ranks, before: Links, after: Links, nodes: set[str], gap: float, lane: float
) -> dict[str, float]:
    gaps = [[gap if a in nodes and b in nodes else (gap + lane) / 2 for a, b in pairwise(r)] for r in ranks]
    across: dict[str, float] = {}
    for row, between in zip(ranks, gaps, strict=True):
        start = -sum(between) / 2
        across.update(zip(row, accumulate(between, initial=start), strict=True))
    both = {key: [*before.get(key, ()), *after.get(key, ())] for key in across}
    for links in (before, after, before, after, both):
        rows = list(zip(ranks, gaps, strict=True))
        for row, between in rows if links is not after else rows[::-1]:
            wish = [_mean([across[k] for k in links.get(key, ())], across[key]) for key in row]
            across.update(zip(row, spread(wish, between), strict=True))
    return {key: float(round(value)) for key, value in across.items()}


def spread(wish: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """The places nearest to the wishes (least squares) that keep the order and the gaps."""
    offsets = list(accumulate(gaps, initial=0.0))
    blocks: list[tuple[float, int]] = []
    for want, offset in zip(wish, offsets, strict=True):
        total, count = want - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / count:
            above = blocks.pop()
            total, count = total + above[0], count + above[1]
        blocks.append((total, count))
    levels = [total / count for total, count in blocks for _ in range(count)]
    return [level + offset for level, offset in zip(levels, offsets, strict=True)]


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
