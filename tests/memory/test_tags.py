import pytest

from memory import tags
from memory.refusals import Refused


def test_it_takes_words_apart_and_none_twice():
    assert tags.parse(" spring, #Rooms,, rooms ,dog  friendly") == ["spring", "Rooms", "dog friendly"]
    assert tags.joined(["spring"], ["Spring", "bar"]) == ["spring", "bar"]


@pytest.mark.parametrize("words", ["x" * 41, ",".join(map(str, range(21)))])
def test_it_refuses_what_is_too_long_or_too_many(words):
    with pytest.raises(Refused, match="at most"):
        tags.parse(words)
