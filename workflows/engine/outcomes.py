"""How a step ends: passed, rejected, waiting or failed. Expected trouble is a value; exceptions are bugs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Output = Mapping[str, Any]
"""What a step hands on, JSON-able: always {"text": Markdown}, and {"data": ...} if it made any."""


@dataclass(frozen=True)
class Finding:
    """One thing a gate or a person found in a piece."""

    gate: str  # the key of the gate or review step that found it
    criterion: str  # the rule's or the criterion's name, as a person reads it
    why: str
    quote: str = ""  # the exact words in the piece; "" where the whole piece is meant
    suggestion: str | None = None  # what to write instead of the quote; None: no suggestion, "": take it out
    score: float | None = None  # 0-10 for a rubric, None for a rule
    must_pass: bool = False


@dataclass(frozen=True)
class Judgement:
    """What one judge gave, kept raw, so that another threshold can be tried on it."""

    model: str  # "account/model", as the route names it
    scores: Mapping[str, float]  # criterion's key -> 0-10


Draw = Literal["", "hit", "miss"]
"""Whether a review's audit drew a piece that no gate had flagged; "": there was no draw."""


@dataclass(frozen=True)
class Passed:
    output: Output
    findings: tuple[Finding, ...] = ()  # a gate that passes may still have small remarks
    scores: Mapping[str, float] = field(default_factory=dict)  # criterion -> 0-10, kept raw
    note: str = ""  # one sentence for the timeline
    by_person: bool = False  # a person approved exactly this output (only kinds.review says so)
    edited: bool = False  # and had changed the text
    judgements: tuple[Judgement, ...] = ()
    draw: Draw = ""


@dataclass(frozen=True)
class Rejected:
    """A gate or a person sends the piece back to `back_to`, or (final) ends the run."""

    findings: tuple[Finding, ...]
    back_to: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)
    note: str = ""
    final: bool = False
    output: Output = field(default_factory=dict)  # the piece as it was judged: handed on if no round is left
    by_person: bool = False
    not_judged: bool = (
        False  # there is no verdict to trust: flagged at once, for there is nothing to revise by
    )
    judgements: tuple[Judgement, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """For a person (until None) or for a time, after which it is done again."""

    why: str
    until: datetime | None = None
    draw: Draw = ""


@dataclass(frozen=True)
class Failed:
    reason: str  # one sentence: what, where, what to do
    retry_at: datetime | None = None  # None: never by itself
    owner: str = "us"  # who must act: "nobody" (retry), "agency" (a setting, key or credit), "us" (a bug)


Outcome = Passed | Rejected | Waiting | Failed
