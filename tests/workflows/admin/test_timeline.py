"""Where in a step's history an attempt stands, as people read it."""

from workflows.admin.timeline import _places
from workflows.models import Attempt


def places(*states: str, key: str = "draft") -> list[str]:
    rows = [Attempt(pk=at, key=key, number=at, state=state) for at, state in enumerate(states, 1)]
    return list(_places(rows).values())


def test_it_counts_no_try_that_came_to_nothing_as_a_round() -> None:
    assert places("failed", "failed", "passed", "waiting", "failed", "passed") == [
        "", "try 2", "try 3", "round 2", "round 2, try 2", "round 2, try 3",
    ]  # fmt: skip


def test_it_counts_a_gate_s_word_as_a_round() -> None:
    assert places("rejected", "rejected", "open") == ["", "round 2", "round 3"]


def test_it_counts_each_entry_of_a_list_by_itself() -> None:
    rows = [Attempt(pk=at, key="line", item=at % 2, number=1, state="passed") for at in (1, 2, 3)]
    assert list(_places(rows).values()) == ["", "", "round 2"]
