"""Changes of other lines of one text are put together; what both changed is left to people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.engine.lines import merged

BASE = "Write a letter.\nBe short.\n\nName the house.\nEnd well."
TEXTS = st.lists(st.sampled_from(["a", "b", "c", "", "d e"]), max_size=7).map("\n".join)


def put(old: str, new: str, of: str = BASE) -> str:
    assert old in of
    return of.replace(old, new)


@pytest.mark.parametrize(
    ("ours", "theirs", "both"),
    [
        (("short", "brief"), ("End well", "Say goodbye"), (("short", "brief"), ("End well", "Say goodbye"))),
        (("letter", "note"), ("short", "brief"), (("letter", "note"), ("short", "brief"))),
        (("Write", "Please write"), ("End well.", "End well.\nSign it."),
         (("Write", "Please write"), ("End well.", "End well.\nSign it."))),
        (("Be short.\n", ""), ("the house", "Wrenmoor"), (("Be short.\n", ""), ("the house", "Wrenmoor"))),
        (("short", "brief"), ("short", "brief"), (("short", "brief"),)),
    ],
)  # fmt: skip
def test_it_puts_other_lines_together(ours, theirs, both):
    wanted = BASE
    for one in both:
        wanted = put(*one, of=wanted)
    assert merged(BASE, put(*ours), put(*theirs)) == merged(BASE, put(*theirs), put(*ours)) == wanted


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("short", "brief"), ("Be short", "Be kind")),
        (("Be short.\n", ""), ("short", "brief")),
        (("End well.", "End well.\nSign it."), ("End well.", "End well.\nOr don’t.")),
        (("Be short.", "Be short.\nBe kind."), ("short", "brief")),
    ],
)
def test_it_leaves_what_both_changed(ours, theirs):
    assert merged(BASE, put(*ours), put(*theirs)) is None


def test_one_line_is_one_value():
    assert merged("Letter", "Letter of ours", "Letter of theirs") is None


@given(TEXTS, TEXTS)
def test_what_one_changed_alone_stands(base, one):
    assert merged(base, one, base) == merged(base, base, one) == merged(base, one, one) == one


@given(TEXTS, TEXTS, TEXTS)
def test_sides_are_equal_and_nothing_is_invented(base, one, other):
    found = merged(base, one, other)
    assert merged(base, other, one) == found
    if found is not None:
        assert set(found.split("\n")) <= {*base.split("\n"), *one.split("\n"), *other.split("\n")}
        fresh = ({*one.split("\n")} | {*other.split("\n")}) - {*base.split("\n")}
        assert fresh <= {*found.split("\n")}
