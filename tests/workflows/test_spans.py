from datetime import timedelta

import pytest

from workflows import spans


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "a moment"), (-3, "a moment"), (9.9, "a moment"), (14, "10 s"), (59, "50 s"), (60, "1 min"), (3599, "59 min"),
     (7300, "2 h"), (86_400, "1 day"), (200_000, "2 days")],
)  # fmt: skip
def test_it_words_a_stretch_of_time(seconds: float, words: str) -> None:
    assert spans.words(seconds) == spans.words(timedelta(seconds=seconds)) == words
