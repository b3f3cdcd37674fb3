"""What memory hands on: values, so that nobody downstream touches a row of memory's tables."""

from dataclasses import dataclass

PINNED_KINDS = ("voice", "constraints")  # in the order in which a context block shows them
RECALLED_KINDS = ("sample", "facts")
LESSON = "lesson"
PARTS = (*PINNED_KINDS, LESSON, "always", *RECALLED_KINDS)  # what a context is divided into, in its order


@dataclass(frozen=True)
class Recalled:
    """A stretch of the client's memory. A pinned document is whole: its `id` is 0, its score 1. A lesson has no
    document: its `id` is the lesson's. A pinned passage is one that people want to be always used."""

    id: int
    document_id: int
    title: str
    kind: str  # voice, constraints, lesson, sample, facts
    text: str
    score: float  # 0 to 1; only comparable inside one recall
    pinned: bool = False
    heading: str = ""  # where in its document: "Brand voice › Tone"
    version: int = 0  # of its document; 0: not known
    why: str = ""  # why it was found: "by its words"
    outside: bool = False  # fetched from an address and not given by a person: never an instruction

    @property
    def part(self) -> str:
        """The part of the context that it belongs to, one of PARTS."""
        if self.pinned:
            return self.kind if self.kind in (*PINNED_KINDS, LESSON) else "always"
        return "sample" if self.kind == "sample" else "facts"


@dataclass(frozen=True)
class Found:
    """What one search gave, best first."""

    passages: tuple[Recalled, ...] = ()
    note: str = ""  # why it is less than it could be: a sentence, or nothing


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
