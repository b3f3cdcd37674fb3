from workflows import histogram
from workflows.engine.replay import Kept, replay
from workflows.engine.rubrics import Criterion, Terms


def drawn(*points: float, threshold: float = 7.0):
    kept = [Kept(n, [{"tone": one}], True) for n, one in enumerate(points)]
    found = replay(kept, Terms((Criterion(key="tone", name="Tone"),), threshold))
    return histogram.of(found.pieces, threshold, 5.0)


def test_every_piece_stands_in_its_column():
    chart = drawn(0, 6.9, 7.0, 7.4, 10)
    told = [column.words for column in chart.columns if column.passes or column.fails]
    assert told == [
        "0 to 0.5: 1 piece, 0 of them pass",
        "6.5 to 7: 1 piece, 0 of them pass",
        "7 to 7.5: 2 pieces, 2 of them pass",
        "9.5 to 10: 1 piece, 1 of them pass",
    ]


def test_the_highest_column_is_full_and_the_least_is_seen():
    chart = drawn(*[8.0] * 100, 2.0)
    assert sorted(c.passes + c.fails for c in chart.columns)[-2:] == [3, histogram.TALL]


def test_thresholds_stand_by_the_same_scale():
    chart = drawn(5.0)
    assert (chart.threshold, chart.before, chart.width) == (336.0, 240.0, 480)
    assert chart.marks[0] == (0, 0) and chart.marks[-1] == (480, 10)


def test_nothing_is_drawn_of_nothing():
    assert all(not column.passes and not column.fails for column in drawn().columns)
