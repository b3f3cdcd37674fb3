"""The mean over the tokens that are there."""

import pytest

numpy = pytest.importorskip("numpy", reason="pooling works on numpy's arrays, which come with onnxruntime")

from memory.embeddings.pooling import padded, pooled  # noqa: E402


def test_it_fills_up_shorter_texts_and_says_where_nothing_is():
    ids, mask = padded([[5, 6, 7], [8], []])
    assert ids.tolist() == [[5, 6, 7], [8, 0, 0], [0, 0, 0]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0], [0, 0, 0]]


def test_it_takes_the_mean_of_what_is_there_only():
    states = numpy.array([[[1, 2], [3, 6], [99, 99]], [[4, 4], [99, 99], [99, 99]]], dtype=numpy.float32)
    mask = numpy.array([[1, 1, 0], [1, 0, 0]])
    assert pooled(states, mask).tolist() == [[2, 4], [4, 4]]


def test_it_makes_zeros_of_a_text_without_tokens():
    states = numpy.ones((1, 3, 2), dtype=numpy.float32)
    assert pooled(states, numpy.zeros((1, 3), numpy.int64)).tolist() == [[0, 0]]
