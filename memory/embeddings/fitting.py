"""From a vendor's numbers to vectors that can be compared."""

from collections.abc import Sequence
from math import hypot, isfinite

from memory.embeddings.embedder import Config, EmbeddingTrouble, Vectors


def fitted(rows: Sequence[list[float]], wanted: int, config: Config, label: str, tokens: int = 0) -> Vectors:
    """Raises EmbeddingTrouble where there are not as many as texts, or one can't be used."""
    if len(rows) != wanted:
        sentence = f"The embeddings server answered {wanted} texts with {len(rows)} vectors."
        raise EmbeddingTrouble(sentence, permanent=True)
    found = Vectors(_fitted(row, config, label) for row in rows)
    found.tokens = tokens
    return found


def _fitted(vector: list[float], config: Config, label: str) -> list[float]:
    """To our dimensions and to length 1; zeros at the end change no angle, cutting would."""
    if len(vector) > config.dimensions:
        where = (
            f"Choose {len(vector)} dimensions" if config.typed else "name another model in EMBEDDINGS_MODEL"
        )
        raise EmbeddingTrouble(
            f"“{label}” makes vectors of {len(vector)} numbers and can't shorten them to {config.dimensions}: "
            f"{where}.",
            permanent=True,
        )
    length = hypot(*vector)
    if not (length and isfinite(length)):
        raise EmbeddingTrouble(f"“{label}” answered with a vector that points nowhere.", permanent=True)
    return [value / length for value in vector] + [0.0] * (config.dimensions - len(vector))
