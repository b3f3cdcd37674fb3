"""What every embedder promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

DIMENSIONS = 1024


@dataclass(frozen=True)
class Config:
    """Where vectors come from. All empty: from here, offline."""

    url: str = ""  # of the API, up to /v1
    key: str = ""
    model: str = ""
    seconds: float = 30.0  # for one request


class EmbeddingTrouble(Exception):
    """No vectors, and why. `permanent` is the decisive bit: trying again later won't help."""

    def __init__(self, sentence: str, permanent: bool):
        super().__init__(sentence)
        self.sentence = sentence
        self.permanent = permanent


class Embedder(Protocol):
    model: str
    """Kept with each vector; vectors of different models are never compared."""
    label: str
    """What people see: "lexical (offline)", or the model's name."""
    batch: int
    """Texts in one call at most."""
    weight: float
    """What a ranking by these vectors counts beside the 1 of the ranking by words."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector of DIMENSIONS and length 1 for each text, in order. Raises EmbeddingTrouble."""
        ...
