import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.merging import SIDES, Part, merged, parts

BASE = "# Title\n\nOne stands here.\n\nTwo stands here.\n\nThree stands here.\n"
WORDS = st.sampled_from(["One.", "Two.", "Three.", "- a\n- b", "", " ", "\r\n"])
TEXTS = st.lists(WORDS, max_size=6).map("\n\n".join) | st.text(max_size=40)


@given(TEXTS, TEXTS, TEXTS)
def test_each_side_is_whole_whatever_the_texts_are(base: str, mine: str, theirs: str) -> None:
    found = parts(base, mine, theirs)
    for side, text in (("base", base), ("mine", mine), ("theirs", theirs)):
        assert merged(found, dict.fromkeys(range(len(found)), side)) == text  # type: ignore[arg-type]


@given(TEXTS, TEXTS)
def test_what_only_one_side_changed_needs_no_choice(base: str, changed: str) -> None:
    assert merged(parts(base, changed, base), {}) == changed
    assert merged(parts(base, base, changed), {}) == changed
    assert not any(part.is_clash for part in parts(base, changed, changed))


def test_it_takes_both_changes_where_they_are_apart() -> None:
    mine, theirs = BASE.replace("One stands", "One sits"), BASE.replace("Three stands", "Three lies")
    found = parts(BASE, mine, theirs)
    assert not any(part.is_clash for part in found)
    assert merged(found, {}) == BASE.replace("One stands", "One sits").replace("Three stands", "Three lies")


def test_it_keeps_neighbours_apart() -> None:
    mine, theirs = BASE.replace("One stands", "One sits"), BASE.replace("Two stands", "Two lies")
    assert [part.obvious for part in parts(BASE, mine, theirs) if not part.is_settled] == ["mine", "theirs"]


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        ("mine", "One sits here.\n\n"),
        ("theirs", "One lies here.\n\n"),
        ("both", "One sits here.\n\nOne lies here.\n\n"),
        ("base", "One stands here.\n\n"),
    ],
)
def test_a_clash_is_for_a_person(side: str, expected: str) -> None:
    found = parts(BASE, BASE.replace("One stands", "One sits"), BASE.replace("One stands", "One lies"))
    [number] = [n for n, part in enumerate(found) if part.is_clash]
    text = merged(found, {number: side})  # type: ignore[dict-item]
    assert text == BASE.replace("One stands here.\n\n", expected)


def test_both_of_what_one_took_out_is_the_other() -> None:
    assert Part("a", "", "b").chosen("both") == "b"
    assert {Part("a\n", "b\n", "c\n").chosen(side) for side in SIDES} == {"b\n", "c\n", "b\n\nc\n", "a\n"}
