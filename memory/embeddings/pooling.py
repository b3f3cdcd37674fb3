"""From what a model says of each token to one vector for each text. Pure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # slow to import, and most processes never embed here
    from numpy import float32, int64
    from numpy.typing import NDArray


def padded(rows: Sequence[Sequence[int]]) -> "tuple[NDArray[int64], NDArray[int64]]":
    """Token ids of texts of different lengths → (ids, mask), both of shape (texts, longest). Where the mask is 0 there
    is nothing."""
    import numpy

    shape = len(rows), max(map(len, rows), default=0)
    ids, mask = numpy.zeros(shape, numpy.int64), numpy.zeros(shape, numpy.int64)
    for place, row in enumerate(rows):
        ids[place, : len(row)], mask[place, : len(row)] = row, 1
    return ids, mask


def pooled(states: "NDArray[float32]", mask: "NDArray[int64]") -> "NDArray[float32]":
    """(texts, tokens, numbers) and (texts, tokens) → (texts, numbers): the mean over the tokens that are there. A text
    without any has the vector zero."""
    import numpy

    there: Any = mask[:, :, None].astype(states.dtype)
    means: NDArray[float32] = (states * there).sum(axis=1) / numpy.maximum(there.sum(axis=1), 1)
    return means
