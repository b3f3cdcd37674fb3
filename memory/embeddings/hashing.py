"""Vectors without a model: words and their parts, hashed. Deterministic, offline, instant, and lexical.

It finds other forms of a word ("roasted" for "roasting") and compounds, but no other word for the same thing:
that takes a real embedding, and wherever these vectors are used the product says so.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import hypot, log
from re import compile as pattern
from zlib import crc32

from memory.embeddings.embedder import DIMENSIONS, Config

WORD = pattern(r"\w+")
SIZES = (3, 4, 5)  # letters of a part, the word's borders counted


class Hashing:
    model = (
        "hashing-1024"  # another way of hashing is another model: change the name, and all is embedded anew
    )
    label = "lexical (offline)"
    batch = 500

    def __init__(self, config: Config | None = None):
        pass

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [_vector(text) for text in texts]


def _vector(text: str) -> list[float]:
    """Each feature counts by the logarithm of how often it occurs; an empty text has the vector zero."""
    counts: Counter[int] = Counter()
    for word, times in Counter(WORD.findall(text.lower())).items():
        for feature in _features(word):
            counts[feature] += times
    vector = [0.0] * DIMENSIONS
    for feature, times in counts.items():
        sign = 1 if feature & DIMENSIONS else -1  # collisions cancel out instead of adding up
        vector[feature % DIMENSIONS] += sign * (1 + log(times))
    length = hypot(*vector) or 1.0
    return [value / length for value in vector]


@lru_cache(maxsize=50_000)
def _features(word: str) -> tuple[int, ...]:
    return tuple(crc32(part.encode()) for part in _parts(f" {word} "))


def _parts(word: str) -> Iterator[str]:
    yield word
    for size in SIZES:
        for start in range(len(word) - size + 1):
            yield word[start : start + size]
