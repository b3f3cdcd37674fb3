"""What memory hands on: values, so that nobody downstream touches a row of memory's tables."""

from dataclasses import dataclass

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
class Found:
    """What one search gave, best first."""

    passages: tuple[Recalled, ...] = ()
    note: str = ""  # why it is less than it could be: a sentence, or nothing


@dataclass(frozen=True)
class Block:
    """The context of one step: pinned documents first (stable), then what was recalled for it."""

    pinned: tuple[Recalled, ...] = ()
    recalled: tuple[Recalled, ...] = ()
    tokens: int = 0
    budget: int = 0
    note: str = ""
