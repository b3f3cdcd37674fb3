"""Everything that performing a step needs to know, gathered from the attempts that it consumes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from workflows.engine import pieces, reach, rounds
from workflows.engine.attempts import Attempt, Spent, Start
from workflows.engine.board import Board
from workflows.engine.definition import Definition
from workflows.engine.history import History
from workflows.engine.outcomes import Finding, Output
from workflows.engine.pieces import Piece


@dataclass(frozen=True)
class RunFacts:
    """What is known of the run outside its attempts."""

    id: str
    client: str  # the client's name, as {{ client.name }}
    workflow: str = ""
    language: str = "en"
    connections: tuple[str, ...] = ()  # names of the client's connections
    forbidden: tuple[str, ...] = ()  # phrases that the client's constraints document forbids
    instead: Mapping[str, str] = field(
        default_factory=dict
    )  # such a phrase, in small letters → what to write
    recent: tuple[
        tuple[str, str], ...
    ] = ()  # title and text of the client's newest pieces, where a rule asks for them
    is_trial: bool = False  # nobody is asked, and nothing is sent
    spent: Spent = field(default_factory=Spent)  # when the step was begun


@dataclass(frozen=True)
class Inputs:
    run: RunFacts
    brief: Mapping[str, Any]  # field key -> answer; an empty value where there was none
    steps: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # key -> {"text", "data", "items"}
    item: Any = None
    index: int | None = None  # of the item, from 0
    number: int = 1  # of this attempt
    failures: int = 0  # how often it failed in a row just before
    piece: Piece | None = None  # what a gate or a review judges, what a delivery sends
    previous: Output | None = None  # the round that this attempt revises
    findings: tuple[Finding, ...] = ()  # what the revision answers
    note: str = ""  # what a person wrote with a request for changes
    sent_back: bool = False  # a person asked for changes here before: the answer goes back to them
    flags: tuple[Finding, ...] = ()  # of gates above that flagged the piece, not yet approved by a person
    flagged_by: tuple[str, ...] = ()  # the names of those gates, as people read them
    writers: tuple[str, ...] = ()  # the models that wrote anything above, by the name asked and their own

    def values(self, now: datetime) -> dict[str, Any]:
        """What this step's templates may use."""
        has_item = self.index is not None
        return reach.named(self.brief, self.steps, self.run.client, now, self.item, has_item, self.run.spent)


def gather(definition: Definition, attempts: Sequence[Attempt], start: Start, run: RunFacts) -> Inputs:
    """Only what `start` consumed is read, so a late gather sees what an early one would have seen."""
    before = [a for a in attempts if a.series != start.series or a.number < start.number]
    board = Board(definition, before, datetime.max.replace(tzinfo=UTC))
    return gathered(board.history, start, run, board.item(start.series))


def gathered(history: History, start: Start, run: RunFacts, item: Any) -> Inputs:
    """The same, of a history that is kept; nothing in it may have consumed what is started here."""
    series = start.series
    trace = history.trace(series, start.consumed)
    piece = pieces.within(history, series, trace)
    flags = pieces.open_flags(history, trace, piece.texts if piece else ())
    before = [attempt for attempt in history.of(series) if attempt.number < start.number]
    models = [attempt.output.get(name) for attempt in trace.values() for name in ("model", "asked")]
    return Inputs(
        run=run,
        brief=reach.brief(history.definition, history),
        steps=reach.steps(history, series, trace),
        item=item,
        index=start.item,
        number=start.number,
        piece=piece,
        writers=tuple(dict.fromkeys(str(model) for model in models if model)),
        **(_flags(history, flags) if flags else {}),
        **(_after(history, start, before) if before else {}),
    )


def _flags(history: History, flags: list[Attempt]) -> dict[str, Any]:
    return {
        "flags": tuple(finding for flag in flags for finding in flag.findings),
        "flagged_by": tuple(dict.fromkeys(f"“{history.graph.name(flag.key)}”" for flag in flags)),
    }


def _after(history: History, start: Start, before: list[Attempt]) -> dict[str, Any]:
    """What became of the attempts before this one: failures, what a person sent back, what it revises."""
    return {
        "failures": history.failures(before[-1]) if before[-1].state == "failed" else 0,
        "sent_back": any(attempt.by_person and attempt.state == "rejected" for attempt in before),
        **_revision(history, start),
    }


def _revision(history: History, start: Start) -> dict[str, Any]:
    """The round that a start revises, and what was found in it."""
    revised = start.consumed.get(start.key)
    previous = history.get(start.series, revised[0]) if revised else None
    if previous is None:
        return {}
    asked = rounds.rejections(history, start.series, previous.number)
    return {
        "previous": previous.output,
        "findings": tuple(finding for rejection in asked for finding in rejection.findings),
        "note": "\n".join(rejection.note for rejection in asked if rejection.by_person and rejection.note),
    }
