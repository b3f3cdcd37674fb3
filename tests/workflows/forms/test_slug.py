import pytest

from workflows.forms.rows import slug


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
