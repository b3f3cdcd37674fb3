from math import hypot

import pytest

from memory.embeddings import DIMENSIONS, Config, embedder
from memory.embeddings.hashing import Hashing


def likeness(one: str, other: str) -> float:
    first, second = Hashing().embed([one, other])
    return sum(a * b for a, b in zip(first, second, strict=True))


def test_it_makes_unit_vectors_of_the_one_size():
    (vector,) = Hashing().embed(["We roast on Mondays."])
    assert len(vector) == DIMENSIONS
    assert hypot(*vector) == pytest.approx(1)


def test_it_is_the_same_in_every_process():
    (vector,) = Hashing().embed(["roast"])
    assert [at for at, value in enumerate(vector) if value][:3] == [79, 225, 329]


def test_it_finds_other_forms_of_a_word_and_other_cases():
    assert (
        likeness("We roast coffee", "COFFEE ROASTERS")
        > likeness("We roast coffee", "A hotel by the sea") + 0.2
    )


def test_it_has_no_direction_for_nothing():
    (vector,) = Hashing().embed(["?!"])
    assert not any(vector)


def test_it_is_what_is_used_where_nothing_is_configured_and_says_what_it_is():
    chosen = embedder(Config())
    assert isinstance(chosen, Hashing)
    assert chosen.label == "lexical (offline)"
