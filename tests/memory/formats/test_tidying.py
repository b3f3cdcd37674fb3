import pytest

from memory.formats.tidying import tidy


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\n\n \n\t\nb", "a\n\nb"),
        ("  a\x00b\x07\ufeff ", "ab"),
        ("e\u0301", "é"),
        ("a\u00a0b", "a b"),
        ("safe\u202egpj.exe\u202c", "safegpj.exe"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🍳", "👩\u200d🍳"),
        ("\ud800x", "x"),
        ("\ta\n  - b", "a\n  - b"),
    ],
)
def test_it_leaves_what_people_read(text, tidied):
    assert tidy(text) == tidied
    assert tidy(tidied) == tidied
