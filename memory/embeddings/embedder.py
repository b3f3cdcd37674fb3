"""What every embedder promises."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol
from zlib import crc32

DIMENSIONS = 1024
Purpose = Literal["document", "query"]


@dataclass(frozen=True)
class Config:
    """Where vectors come from. All empty: from here, offline."""

    url: str = ""  # of the API, up to /v1
    key: str = field(default="", repr=False)
    model: str = ""
    seconds: float = 30.0  # for one request
    kind: str = ""  # of EMBEDDERS; "": by what else is here
    dimensions: int = DIMENSIONS  # numbers of a vector; shorter ones are filled up
    query_prefix: str = ""  # some models want to be told what a text is
    document_prefix: str = ""
    typed: bool = False  # the address was typed in by staff: only public ones are connected to
    let_in: tuple[str, ...] = ()  # "host:port" of private addresses that are allowed all the same
    folder: str = ""  # with the files of a model that runs here
    threads: int = 1  # that it works with
    problem: str = ""  # why there can't be any vectors

    def named(self, model: str) -> str:
        """The name that is kept with each vector. What changes vectors is in it, and their length at its end."""
        prefixes = self.query_prefix + self.document_prefix
        mark = f"+{crc32(prefixes.encode()):08x}" if prefixes else ""
        return f"{model}{mark}@{self.dimensions}"

    def prefixed(self, texts: Sequence[str], purpose: Purpose) -> list[str]:
        prefix = self.query_prefix if purpose == "query" else self.document_prefix
        return [prefix + text for text in texts]


class Vectors(list[list[float]]):
    """One for each text, in order; with the tokens that it took, 0 where nobody tells."""

    tokens: int = 0


class EmbeddingTrouble(Exception):
    """No vectors, and why. `permanent` is the decisive bit: trying again later won't help."""

    def __init__(self, sentence: str, permanent: bool):
        super().__init__(sentence)
        self.sentence = sentence
        self.permanent = permanent


class Embedder(Protocol):
    model: str
    """Kept with each vector, "name@numbers"; vectors of different models are never compared."""
    label: str
    """What people see: "lexical (offline)", or the model's name."""
    dimensions: int
    """How many numbers a vector has."""
    batch: int
    """Texts in one call at most."""
    weight: float
    """What a ranking by these vectors counts beside the 1 of the ranking by words."""

    here: bool
    """Whether it works in this process: nobody else is asked, and nothing is paid."""

    def embed(self, texts: Sequence[str], purpose: Purpose = "document") -> Vectors:
        """One vector of `dimensions` and length 1 for each text, in order. Raises EmbeddingTrouble."""
        ...
