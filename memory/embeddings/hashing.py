"""Vectors without a model: words and their parts, hashed. Deterministic, offline, instant, and lexical.

It finds other forms of a word ("roasted" for "roasting") and compounds, but no other word for the same thing:
that takes a real embedding, and wherever these vectors are used the product says so.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import hypot, log1p
from re import compile as pattern
from zlib import crc32

from memory.embeddings.embedder import DIMENSIONS, Config, Purpose, Vectors

WORD = pattern(r"\w+")
SIZES = (3, 4, 5)  # letters of a part, the word's borders counted
LONG = 6  # letters: a shorter word counts less, for it is more often "the" than a name


class Hashing:
    model = (
        "hashing@1024"  # another way of hashing is another model: change the name, and all is embedded anew
    )
    dimensions = DIMENSIONS
    label = "lexical (offline)"
    batch = 500
    here = True
    weight = 0.5  # it sees what the ranking by words sees, less sharply

    def __init__(self, config: Config | None = None):
        pass

    def embed(self, texts: Sequence[str], purpose: Purpose = "document") -> Vectors:
        return Vectors(_vector(text) for text in texts)


def _vector(text: str) -> list[float]:
    """Each feature counts by the logarithm of how often it occurs; a text without words has the vector zero."""
    counts: defaultdict[int, float] = defaultdict(float)
    for word in WORD.findall(text.lower()):
        weight = min(1.0, len(word) / LONG)
        for feature in _features(word):
            counts[feature] += weight
    vector = [0.0] * DIMENSIONS
    for feature, count in counts.items():
        sign = 1 if feature & DIMENSIONS else -1  # collisions cancel out instead of adding up
        vector[feature % DIMENSIONS] += sign * log1p(count)
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
