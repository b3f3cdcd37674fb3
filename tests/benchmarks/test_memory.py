"""What the memory benchmark counts by, and the set that it judges by."""

from pathlib import Path

import pytest
import yaml

import benchmarks.memory
from benchmarks.memory.crowd import Crowd
from memory.fresh import share

JUDGED = Path(benchmarks.memory.__file__).parent / "judged"
FILES = ["hotel", "software", "coffee"]


def test_it_makes_a_crowd_of_the_size_that_is_promised():
    crowd = Crowd.of(500_000)
    assert crowd.passages >= 500_000
    assert len(crowd.sizes) > 1_000
    assert {50, 500, 5_000, 200_000} <= set(crowd.measured)


def test_it_makes_a_small_crowd_that_has_a_large_client_all_the_same():
    assert max(Crowd.of(20_000).sizes) == 10_000


@pytest.mark.parametrize("name", FILES)
def test_it_judges_what_is_there(name):
    file = yaml.safe_load((JUDGED / f"{name}.yaml").read_text())
    graded = [key for question in file["questions"] for key in question["answers"]]
    assert len(file["passages"]) >= 40 and len(file["questions"]) >= 20
    assert set(graded) <= set(file["passages"])
    assert sum(bool(question.get("far")) for question in file["questions"]) >= 6


def test_it_fades_half_of_a_score_by_age():
    assert share(1000, 0) == 1
    assert share(0, 30) == 1
    assert share(30, 30) == pytest.approx(0.75)
    assert 0.5 <= share(3000, 30) < 0.51
