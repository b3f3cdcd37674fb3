"""What the planner reads and writes: attempts of the past, what to start now, how a run ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from workflows.engine.outcomes import Draw, Finding, Judgement, Output

BRIEF = "brief"
"""The brief counts as an attempt with this key: passed, number 1, output {"text": "", "data": {field: value}}."""

LEFT_OUT = 0
"""Stands in `consumed` for an item that failed and was left out; real numbers count from 1."""

Series = tuple[str, int | None]
"""A step's key and, where the step has `for_each`, the index of the item (from 0)."""

State = Literal["open", "passed", "rejected", "waiting", "failed", "skipped"]

Consumed = Mapping[str, tuple[int, ...]]
"""Need's key -> attempt numbers: one, or one per item in order where a list is joined.
An attempt that answers findings also consumes, under its own key, the round that it revises."""


@dataclass(frozen=True)
class Attempt:
    """One try of one step, as stored."""

    key: str
    item: int | None = None
    number: int = 1  # from 1 per series
    state: State = "open"
    consumed: Consumed = field(default_factory=dict)
    output: Output = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    flagged: bool = False  # a gate that settled because no round was left (or that couldn't judge)
    by_person: bool = False
    back_to: str = ""  # for a rejection, and for a settled gate: the step that answers it
    final: bool = False  # a person ended the run
    retry_at: datetime | None = None  # for a failure; None: never by itself
    wait_until: datetime | None = None  # for a wait; None: for a person
    forgiven: bool = False  # a failure that an operator resumed: it doesn't count
    note: str = ""  # one sentence for the timeline; the reason of a failure or a wait
    best_of: int | None = None  # the round of `back_to` that a settled gate names as the best
    owner: str = ""  # for a failure: who must act
    judgements: tuple[Judgement, ...] = ()  # of a rubric: all of what it judged here, raw
    draw: Draw = ""  # of a review
    edited: bool = False  # a person approved it after changing the text

    @property
    def series(self) -> Series:
        return (self.key, self.item)

    @property
    def start(self) -> "Start":
        """What was started, e.g. to settle a person's decision on a waiting attempt."""
        return Start(self.key, self.item, self.number, self.consumed)


@dataclass(frozen=True)
class Start:
    """An attempt to begin; a skipped one is finished as soon as it is stored."""

    key: str
    item: int | None
    number: int
    consumed: Consumed
    state: Literal["open", "skipped"] = "open"

    @property
    def series(self) -> Series:
        return (self.key, self.item)

    @property
    def attempt(self) -> Attempt:
        return Attempt(self.key, self.item, self.number, self.state, self.consumed)


@dataclass(frozen=True)
class Ending:
    """`stopped`: a limit, a rejection, a cancel. `failed`: somebody must mend something, then it can resume."""

    state: Literal["done", "stopped", "failed"]
    sentence: str = ""


@dataclass(frozen=True)
class Plan:
    """What happens now. Nothing at all means: something is open, plan again when it has settled."""

    starts: tuple[Start, ...] = ()
    wait_until: datetime | None = None  # plan again then, at the latest
    waiting_for: tuple[Series, ...] = ()  # the reviews that wait for a person
    ending: Ending | None = None


@dataclass(frozen=True)
class Spent:
    """What the run has used up so far, by the runner's clock and the calls' prices."""

    minutes: float = 0.0  # of work; waiting for people not counted
    cost_usd: float = 0.0  # what is known
    budget_left_usd: float | None = None  # of the run's limit or the client's budget; None: there is neither

    @property
    def named(self) -> dict[str, float | None]:
        """As templates and conditions know it: `run.cost_usd`."""
        left = self.budget_left_usd
        return {
            "cost_usd": round(self.cost_usd, 6),
            "budget_left_usd": None if left is None else round(max(left, 0.0), 6),
        }
