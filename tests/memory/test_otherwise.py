from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.otherwise import MOST, otherwise


@pytest.mark.parametrize("ours, theirs", [
    ("The house has 12 rooms.", "The house has 14 rooms."),
    ("Call before noon. Supper costs £32 per person.", "# Prices\n\n- Supper costs £34 per person"),
    ("We are open from 9:30 in winter", "In winter we are open from 9:45"),
    ("Founded in 1,902 by three brothers.", "Founded by three brothers in 1903."),
])  # fmt: skip
def test_it_sees_that_a_figure_differs(ours: str, theirs: str) -> None:
    assert len(otherwise(ours, theirs)) == 1


@pytest.mark.parametrize("ours, theirs", [
    ("The house has 12 rooms.", "The house has 12 rooms."),
    ("Founded in 1,902 by three brothers.", "Founded in 1902 by three brothers."),
    ("The house has 12 rooms.", "The house has 12 rooms on 3 floors."),  # it only says more
    ("The house has 12 rooms.", "The barn has 14 rooms."),
    ("Number 12.", "Number 14."),  # of one word: nothing to recognise it by
    ("Room 1 costs 90 pounds.\nRoom 2 costs 95 pounds.", "Room 1 costs 90 pounds.\nRoom 3 costs 99 pounds."),
    ("", ""),
])  # fmt: skip
def test_it_leaves_alone_what_may_both_be_so(ours: str, theirs: str) -> None:
    assert otherwise(ours, theirs) == []


def test_it_shows_no_more_than_a_person_would_read() -> None:
    ours = "\n".join(f"The {4 * letter} room needs 2 lamps." for letter in ascii_lowercase)
    assert len(otherwise(ours, ours.replace("2", "3"))) == MOST


@given(st.text(), st.text())
def test_it_quotes_both_texts(ours: str, theirs: str) -> None:
    for mine, other in otherwise(ours, theirs):
        assert mine in ours and other in theirs
