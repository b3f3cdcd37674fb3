"""What memory hands on: values, so that nobody downstream touches a row of memory's tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PINNED_KINDS = ("voice", "constraints")  # in the order in which a context block shows them
RECALLED_KINDS = ("sample", "facts", "audience")


@dataclass(frozen=True)
class Recalled:
    """A stretch of the client's memory. A pinned one is a whole document: its `id` is 0, its score 1."""

    id: int
    document_id: int
    title: str
    kind: str  # voice, constraints, sample, facts, audience
    text: str
    score: float  # 0 to 1; only comparable inside one recall
    pinned: bool = False
    heading: str = ""  # where in its document: "Brand voice › Tone"
    version: int = 0  # of its document, whose words these are


@dataclass(frozen=True)
class Why:
    """Why a passage was found."""

    words: tuple[str, ...]  # of the query that it has, as the search knows them: "bake" for "baking"
    nearness: (
        float | None
    )  # of the vectors: 1 is the same, 0 has nothing to do with it; None: not among the nearest
    days: float  # since its document was added
    freshness: float = 1.0  # what its score was multiplied by


@dataclass(frozen=True)
class Found:
    """What one search gave, best first."""

    passages: tuple[Recalled, ...] = ()
    note: str = ""  # why it is less than it could be: a sentence, or nothing
    why: Mapping[int, Why] = field(default_factory=dict)  # by the passage's id


@dataclass(frozen=True)
class Block:
    """The context of one step: pinned documents first (stable), then what was recalled for it."""

    pinned: tuple[Recalled, ...] = ()
    recalled: tuple[Recalled, ...] = ()
    tokens: int = 0
    budget: int = 0
    note: str = ""
