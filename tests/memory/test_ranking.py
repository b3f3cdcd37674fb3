import pytest

from memory.ranking import Collection, bm25, fuse

COLLECTION = Collection(size=100, average_length=100, occurs_in=[2, 60])  # "sourdough", "bread"


def test_it_prefers_the_rare_word():
    assert bm25([1, 0], 100, COLLECTION) > bm25([0, 3], 100, COLLECTION)


def test_it_prefers_more_of_the_words_and_the_shorter_passage():
    one = bm25([0, 1], 100, COLLECTION)
    assert bm25([1, 1], 100, COLLECTION) > one
    assert bm25([0, 1], 50, COLLECTION) > one > bm25([0, 1], 200, COLLECTION)


def test_it_gives_nothing_for_nothing_and_less_and_less_for_repetition():
    assert bm25([0, 0], 100, COLLECTION) == 0
    gains = [bm25([0, times], 100, COLLECTION) for times in (1, 2, 3)]
    assert gains[1] - gains[0] > gains[2] - gains[1] > 0


def test_it_never_punishes_a_match_even_of_a_word_that_is_everywhere():
    assert bm25([1], 100, Collection(10, 100, [10])) > 0
    assert bm25([1], 100, Collection(10, 100, [11])) > 0


def test_it_fuses_by_rank():
    fused = fuse([["a", "b", "c"], ["c", "a", "d"]], [1, 1])
    assert list(fused) == ["a", "c", "b", "d"]
    assert fused["a"] < 1


def test_it_gives_one_to_what_is_first_everywhere():
    assert fuse([["a", "b"], ["a", "c"]], [1, 2])["a"] == pytest.approx(1)


def test_it_lets_the_heavier_ranking_decide_and_ties_always_fall_the_same_way():
    assert next(iter(fuse([["a", "b"], ["b", "a"]], [1, 2]))) == "b"
    assert list(fuse([["b"], ["a"]], [1, 1])) == ["a", "b"]


def test_it_fuses_nothing_to_nothing():
    assert fuse([[], []], [1, 1]) == {}
