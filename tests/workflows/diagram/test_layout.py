"""Places: nothing overlaps, work flows one way, lines keep clear of boxes."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.diagram.samples import NEWSLETTER, step, thirty
from workflows.diagram.graph import graph
from workflows.diagram.layout import layout, spread
from workflows.engine.definition import Definition


def place(definition):
    drawn = graph(definition)
    return drawn, layout(drawn, gap=96, lane=28)


def test_it_puts_every_step_after_what_it_needs():
    for definition in (NEWSLETTER, thirty()):
        drawn, placed = place(definition)
        assert all(placed.rank[a] < placed.rank[b] for a, b in drawn.edges)


@given(st.lists(st.sets(st.integers(0, 30), max_size=4), min_size=1, max_size=30))
def test_it_keeps_boxes_and_lines_apart(needs):
    """Any graph: step i may need any earlier step."""
    steps = [step(f"s{i}", "generate", *(f"s{n}" for n in sorted(n) if n < i)) for i, n in enumerate(needs)]
    drawn, placed = place(Definition(steps=tuple(steps)))
    boxes = {node.key for node in drawn.nodes}
    for row in placed.ranks:
        for a, b in pairwise(row):
            least = 96 if a in boxes and b in boxes else 62
            assert placed.across[b] - placed.across[a] >= least - 1  # rounded to whole pixels


def test_it_draws_parallel_gates_without_a_crossing():
    _, placed = place(thirty())
    rows = {key: i for row in placed.ranks for i, key in enumerate(row)}
    writers = sorted(range(5), key=lambda i: rows[f"write{i}"])
    merges = sorted(range(5), key=lambda i: rows[f"merge{i}"])
    assert writers == merges


def test_it_moves_wishes_as_little_as_order_and_gaps_allow():
    assert spread([0, 0, 100], [10, 10]) == [-5, 5, 100]
    assert spread([5, 3], [4]) == [2, 6]
