import json
from importlib import import_module

import pytest

from benchmarks import BENCHMARKS
from benchmarks.__main__ import about, main, report
from benchmarks.figures import Figure, ratio


def test_it_knows_whether_a_goal_is_met() -> None:
    assert Figure("wait", 9.0, "s", goal=10).met is True
    assert Figure("wait", 11.0, "s", goal=10).met is False
    assert Figure("hits", 0.8, "", goal=0.9, more_is_better=True).met is False
    assert Figure("size", 3, "MB").met is None


def test_it_knows_by_how_much_a_goal_was_missed() -> None:
    assert Figure("wait", 11.5, "s", goal=10).missed_by == 1.5
    assert Figure("hits", 0.8, "", goal=0.9, more_is_better=True).missed_by == 0.1
    assert Figure("wait", 9.0, "s", goal=10).missed_by is None
    assert Figure("size", 3, "MB").missed_by is None


def test_it_prints_figures_as_one_json_object() -> None:
    figures = [Figure("wait", 9.0, "s", goal=10, note="load 1.0"), Figure("size", 3, "MB")]
    assert json.loads(report(figures, "json")) == {
        "figures": [
            {
                "name": "wait",
                "value": 9.0,
                "unit": "s",
                "goal": 10,
                "met": True,
                "missed_by": None,
                "note": "load 1.0",
            },
            {
                "name": "size",
                "value": 3,
                "unit": "MB",
                "goal": None,
                "met": None,
                "missed_by": None,
                "note": "",
            },
        ]
    }


def test_it_says_what_was_missed_and_by_how_much() -> None:
    assert "NOT met: missed by 1 s, 1.10 times the goal" in report([Figure("wait", 11.0, "s", goal=10)])
    few = Figure("speed", 4.0, "x", goal=8, more_is_better=True)
    assert "at least 8 x, NOT met: missed by 4 x, 0.50 times the goal" in str(few)
    assert "NOT met: missed by 2)" in str(Figure("doubled", 2, "", goal=0))


def test_it_prints_a_table_for_the_documentation() -> None:
    figures = [Figure("wait", 11.0, "s", goal=10, note="load 1.0"), Figure("size", 3, "MB")]
    assert report(figures, "markdown").splitlines()[2:] == [
        "| wait | 11 s | at most 10 s | NOT met: missed by 1 s, 1.10 times the goal. load 1.0 |",
        "| size | 3 MB |  |  |",
    ]


def test_it_compares_two_numbers() -> None:
    assert ratio("ours to theirs", 30, 10, 2, more_is_better=True).met is True
    assert ratio("ours to theirs", 30, 10, 2).met is False
    assert ratio("ours to nothing", 30, 0).value == 0


@pytest.mark.parametrize("name", BENCHMARKS)
def test_it_lists_benchmarks_that_are_there(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert callable(import_module(BENCHMARKS[name]).measure)
    assert main([]) == 0
    assert about(name) in capsys.readouterr().out


def test_it_refuses_a_benchmark_that_is_not_there() -> None:
    with pytest.raises(SystemExit) as refused:
        main(["no-such-thing"])
    assert refused.value.code == 2


def test_it_refuses_an_option_that_is_another_benchmark_s() -> None:
    with pytest.raises(SystemExit) as refused:
        main(["first-run", "--peers"])
    assert refused.value.code == 2
