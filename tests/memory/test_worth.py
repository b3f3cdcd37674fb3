from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.worth import MOST, Approval, lifted, reason, worth

AS_IT_WAS = Approval(by_person=True, edit_share=0.0, score=9.0, age=0)
shares = st.floats(0, 1)


def test_it_is_best_approved_as_it_was_today_with_full_marks():
    assert worth(replace(AS_IT_WAS, score=10.0)) == pytest.approx(1)


def test_it_prefers_what_was_edited_less():
    little, much = (worth(replace(AS_IT_WAS, edit_share=share)) for share in (0.05, 0.4))
    assert worth(AS_IT_WAS) > little > much


def test_it_prefers_a_persons_approval_over_the_gates_alone_and_those_over_a_rewrite():
    alone = worth(replace(AS_IT_WAS, by_person=False))
    assert worth(AS_IT_WAS) > alone > worth(replace(AS_IT_WAS, edit_share=0.5))


def test_it_prefers_what_is_newer_and_what_the_gates_liked():
    assert worth(AS_IT_WAS) > worth(replace(AS_IT_WAS, age=200))
    assert worth(AS_IT_WAS) > worth(replace(AS_IT_WAS, score=5.0))


@given(st.booleans(), shares, st.none() | st.floats(0, 10), st.floats(-1, 10_000), shares)
def test_it_stays_between_nothing_and_one_and_moves_a_score_by_little(by_person, share, score, age, found):
    value = worth(Approval(by_person, share, score, age))
    assert 0 <= value <= 1
    assert abs(lifted(found, value) - found) <= MOST * found + 1e-9
    assert 0 <= lifted(found, value) <= 1


@pytest.mark.parametrize(
    ("approval", "words"),
    [
        (AS_IT_WAS, "approved as it was, today, 9.0 of 10 by the gates"),
        (Approval(True, 0.12, None, 1.5), "approved with 12 % of its words edited, yesterday"),
        (Approval(True, 0.001, None, 30), "approved with 1 % of its words edited, 30 days ago"),
        (Approval(False, 0, None, 2), "passed every gate by itself, 2 days ago"),
    ],
)
def test_it_says_why(approval, words):
    assert reason(approval) == words
