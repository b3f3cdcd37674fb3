import pytest

from workflows.engine.keys import slug, unused


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Who is it for?", "who_is_it_for"),
        ("Élan & “Zeit”", "elan_zeit"),
        ("Größe, Straße", "grosse_strasse"),
        ("3 facts", "x_3_facts"),
        ("日本", "x"),
        ("a" * 60, "a" * 40),
    ],
)
def test_it_makes_a_key_of_words(words, key):
    assert slug(words) == key


def test_one_that_is_taken_gets_a_number_and_stays_short_enough():
    assert unused("draft", ["draft", "draft_2"]) == "draft_3"
    assert unused("a" * 40, ["a" * 40]) == "a" * 38 + "_2"


def test_where_no_letter_is_left_it_is_called_otherwise():
    assert slug("日本", "question") == "question"
