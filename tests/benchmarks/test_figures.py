import json
from importlib import import_module

import pytest

from benchmarks import BENCHMARKS
from benchmarks.__main__ import about, main, report
from benchmarks.figures import Figure


def test_it_knows_whether_a_goal_is_met() -> None:
    assert Figure("wait", 9.0, "s", goal=10).met is True
    assert Figure("wait", 11.0, "s", goal=10).met is False
    assert Figure("hits", 0.8, "", goal=0.9, more_is_better=True).met is False
    assert Figure("size", 3, "MB").met is None


def test_it_prints_figures_as_one_json_object() -> None:
    figures = [Figure("wait", 9.0, "s", goal=10), Figure("size", 3, "MB")]
    assert json.loads(report(figures, as_json=True)) == {
        "figures": [
            {"name": "wait", "value": 9.0, "unit": "s", "goal": 10, "met": True},
            {"name": "size", "value": 3, "unit": "MB", "goal": None, "met": None},
        ]
    }


def test_it_says_what_was_missed() -> None:
    assert "NOT met" in report([Figure("wait", 11.0, "s", goal=10)], as_json=False)


@pytest.mark.parametrize("name", BENCHMARKS)
def test_it_lists_benchmarks_that_are_there(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert callable(import_module(BENCHMARKS[name]).measure)
    assert main([]) == 0
    assert about(name) in capsys.readouterr().out


def test_it_refuses_a_benchmark_that_is_not_there() -> None:
    with pytest.raises(SystemExit) as refused:
        main(["no-such-thing"])
    assert refused.value.code == 2
