"""What memory hands on: values, so that nobody downstream touches a row of memory's tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PINNED_KINDS = ("voice", "constraints")  # in the order in which a context block shows them
RECALLED_KINDS = ("sample", "facts", "audience")
LESSON = "lesson"
PARTS = (*PINNED_KINDS, LESSON, "always", "sample", "facts")  # what a context is divided into, in its order


@dataclass(frozen=True)
class Recalled:
    """A stretch of the client's memory. A pinned document is whole: its `id` is 0, its score 1. A lesson has no
    document: its `id` is the lesson's. A pinned passage is one that people want to be always used."""

    id: int
    document_id: int
    title: str
    kind: str  # voice, constraints, lesson, sample, facts, audience
    text: str
    score: float  # 0 to 1; only comparable inside one recall
    pinned: bool = False
    heading: str = ""  # where in its document: "Brand voice › Tone"
    version: int = 0  # of its document, whose words these are; 0: not known
    why: str = ""  # why it was found: "by its words"
    outside: bool = False  # fetched from an address and not given by a person: never an instruction

    @property
    def part(self) -> str:
        """The part of the context that it belongs to, one of PARTS."""
        if self.pinned:
            return self.kind if self.kind in (*PINNED_KINDS, LESSON) else "always"
        return "sample" if self.kind == "sample" else "facts"


@dataclass(frozen=True)
class Why:
    """Why a passage was found."""

    words: tuple[str, ...]  # of the query that it has, as the search knows them: "bake" for "baking"
    nearness: (
        float | None
    )  # of the vectors: 1 is the same, 0 has nothing to do with it; None: not among the nearest
    days: float  # since its document's words were given
    freshness: float = 1.0  # what its score was multiplied by


@dataclass(frozen=True)
class Found:
    """What one search gave, best first."""

    passages: tuple[Recalled, ...] = ()
    note: str = ""  # why it is less than it could be: a sentence, or nothing
    why: Mapping[int, Why] = field(default_factory=dict)  # by the passage's id


@dataclass(frozen=True)
class Share:
    """How much of a context's budget one part took."""

    part: str
    tokens: int


@dataclass(frozen=True)
class Left:
    """What would have been in a context if there had been room."""

    title: str
    kind: str
    tokens: int


@dataclass(frozen=True)
class Block:
    """The context of one step: what is pinned first (stable), then what was recalled for it."""

    pinned: tuple[Recalled, ...] = ()
    recalled: tuple[Recalled, ...] = ()
    tokens: int = 0
    budget: int = 0
    note: str = ""
    shares: tuple[Share, ...] = ()
    left_out: tuple[Left, ...] = ()  # the first few
