"""Two people's changes put together: nothing of either is lost, and what can't both be kept is asked."""

from hypothesis import given
from hypothesis import strategies as st

from workflows.merging import GONE, Conflict, in_order, merge, settled

VALUES = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2))


def test_it_keeps_what_each_changed_alone():
    merged = merge({"a": 1, "b": 1, "c": 1}, {"a": 2, "b": 1, "c": 1}, {"a": 1, "b": 3, "c": 1})
    assert merged.values == {"a": 2, "b": 3, "c": 1}
    assert merged.conflicts == ()
    assert merged.kept == ("b",)


def test_it_asks_where_both_changed_the_same():
    merged = merge({"a": 1}, {"a": 2}, {"a": 3})
    assert merged.conflicts == (Conflict("a", 2, 3),)
    assert merged.values == {"a": 3}
    assert merge({"a": 1}, {"a": 2}, {"a": 2}).conflicts == ()


def test_it_knows_what_was_taken_out_and_put_in():
    assert merge({"a": 1}, {}, {"a": 1, "b": 2}).values == {"b": 2}
    assert merge({"a": 1}, {}, {"a": 2}).conflicts == (Conflict("a", GONE, 2),)
    assert merge({}, {"a": 1}, {"a": 2}).conflicts == (Conflict("a", 1, 2),)


def test_it_decides_as_was_chosen():
    sides = ({"a": 1, "b": 1}, {"a": 2}, {"a": 3, "b": 2})
    assert settled(*sides, {"a": "mine", "b": "mine"}) == {"a": 2}
    assert settled(*sides, {"a": "theirs", "b": "theirs"}) == {"a": 3, "b": 2}
    assert settled(*sides, {"a": "mine"}) == {"a": 2, "b": 2}
    assert settled(*sides, {"a": "nobody’s"}) == {"a": 3, "b": 2}


def test_it_keeps_an_order_that_somebody_changed():
    base, mine, theirs = dict.fromkeys("abc"), dict.fromkeys("cab"), dict.fromkeys("abcd")
    merged = merge(base, mine, theirs).values
    assert in_order(base, mine, theirs, merged) == ["c", "a", "b", "d"]
    assert in_order(base, base, dict.fromkeys("bac"), merged)[:3] == ["b", "a", "c"]


@given(VALUES, VALUES)
def test_it_changes_nothing_where_only_one_did(base, changed):
    assert merge(base, changed, base).values == changed
    assert merge(base, base, changed).values == changed
    assert merge(base, changed, changed).values == changed


@given(VALUES, VALUES, VALUES)
def test_it_loses_no_change(base, mine, theirs):
    merged = merge(base, mine, theirs)
    asked = {conflict.name for conflict in merged.conflicts}
    for name in {*base, *mine, *theirs} - asked:
        stands = merged.values.get(name, GONE)
        for side in (mine, theirs):
            if side.get(name, GONE) != base.get(name, GONE):
                assert stands == side.get(name, GONE)


@given(VALUES, VALUES, VALUES, st.sampled_from(["mine", "theirs"]))
def test_what_was_chosen_needs_no_second_question(base, mine, theirs, side):
    first = settled(base, mine, theirs, dict.fromkeys("abcd", side))
    again = merge(theirs, first, theirs)
    assert again.conflicts == ()
    assert again.values == first
    assert set(in_order(base, mine, theirs, first)) == set(first)
