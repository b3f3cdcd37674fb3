import pytest

from reviews.edits import Edit, apply


def test_it_replaces_a_quote_once() -> None:
    applied = apply("We have the lowest prices here.", [Edit(1, "the lowest prices", "a fair rate")])
    assert applied.text == "We have a fair rate here."
    assert applied.done == (1,) and applied.refused == ()


def test_it_applies_many_in_any_order() -> None:
    applied = apply("one two three", [Edit(2, "three", "3"), Edit(1, "one", "a much longer 1")])
    assert applied.text == "a much longer 1 two 3"
    assert applied.done == (2, 1)


def test_it_looks_all_words_up_in_the_first_text() -> None:
    applied = apply("old words", [Edit(1, "old", "words"), Edit(2, "words", "text")])
    assert applied.text == "words text"


@pytest.mark.parametrize(
    ("text", "quote", "why"),
    [
        ("Some text.", "other", "no longer in the text"),
        ("a rest and a rest", "rest", "2 times"),
        ("the **lowest** prices", "the lowest", "bold or italic"),
        ("the *lowest* prices", "lowest prices", "bold or italic"),
    ],
)
def test_it_says_why_an_edit_was_refused(text: str, quote: str, why: str) -> None:
    applied = apply(text, [Edit(7, quote, "x")])
    assert applied.text == text and applied.done == ()
    assert why in applied.refused[0].sentence and "7" in applied.refused[0].sentence


def test_it_makes_an_edit_once_that_two_findings_ask_for() -> None:
    twice = [Edit(1, "the lowest prices", ""), Edit(2, "the lowest prices", "")]
    applied = apply("We have the lowest prices here.", twice)
    assert applied.text == "We have here."
    assert applied.done == (1, 2) and applied.refused == ()


def test_it_refuses_the_later_of_two_that_change_the_same_words() -> None:
    applied = apply("one two three", [Edit(1, "one two", "1 2"), Edit(2, "two three", "2 3")])
    assert applied.text == "1 2 three"
    assert "same words as edit 1" in applied.refused[0].sentence


@pytest.mark.parametrize(
    ("text", "quote", "left"),
    [
        ("Warm, truly warm rooms.", "truly ", "Warm, warm rooms."),
        ("Warm rooms indeed.", "indeed", "Warm rooms."),
        ("Indeed warm rooms.", "Indeed", "warm rooms."),
        ("All is well", "well", "All is"),
    ],
)
def test_it_leaves_no_hole_where_words_are_taken_out(text: str, quote: str, left: str) -> None:
    assert apply(text, [Edit(1, quote, "")]).text == left


def test_it_replaces_whole_bold_words_found_without_their_marks() -> None:
    assert apply("the **lowest** prices", [Edit(1, "the lowest prices", "fair")]).text == "fair"
