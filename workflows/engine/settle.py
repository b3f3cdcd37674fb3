"""Turning an outcome into the finished attempt, so that whoever runs steps only stores."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from workflows.engine import best, rounds
from workflows.engine.attempts import Attempt, Start
from workflows.engine.board import Board
from workflows.engine.definition import Definition
from workflows.engine.outcomes import Failed, Outcome, Passed, Rejected, Waiting
from workflows.engine.reach import History

LATEST = datetime.max.replace(tzinfo=UTC)


def settle(definition: Definition, attempts: Sequence[Attempt], start: Start, outcome: Outcome) -> Attempt:
    """The attempt as it ended. A gate that rejects when no round is left has passed, flagged. A person's
    rejection that comes too late sends nothing back."""
    begun = replace(start.attempt, state="open")
    match outcome:
        case Passed():
            return replace(
                begun,
                state="passed",
                output=outcome.output,
                findings=outcome.findings,
                scores=outcome.scores,
                note=outcome.note,
                by_person=outcome.by_person,
            )
        case Waiting():
            return replace(begun, state="waiting", note=outcome.why, wait_until=outcome.until)
        case Failed():
            return replace(
                begun, state="failed", note=outcome.reason, retry_at=outcome.retry_at, owner=outcome.owner
            )
        case Rejected():
            late = outcome.by_person and superseded(definition, attempts, start)
            return _rejected(History(definition, attempts), begun, outcome, late)


def superseded(definition: Definition, attempts: Sequence[Attempt], start: Start) -> bool:
    """Whether what an attempt consumed is no longer what is current above it: a decision on it comes too late."""
    board = Board(definition, attempts, LATEST)
    before = {need: tuple(numbers) for need, numbers in start.consumed.items() if need != start.key}
    return board.consumption(start.series) != before


def _rejected(history: History, begun: Attempt, outcome: Rejected, late: bool) -> Attempt:
    rejected = replace(
        begun,
        state="rejected",
        output=outcome.output,
        findings=outcome.findings,
        scores=outcome.scores,
        note=outcome.note,
        by_person=outcome.by_person,
        back_to="" if late else history.graph.answers(begun.key, outcome.back_to),
        final=outcome.final,
    )
    if outcome.by_person or outcome.final:
        return rejected
    if outcome.not_judged or not _rounds_left(history, rejected):
        return _flagged(history, rejected, outcome)
    return rejected


def _rounds_left(history: History, rejected: Attempt) -> bool:
    judged = rounds.answerable(history, rejected)
    most = history.definition.limits.revisions
    return bool(judged) and all(rounds.by_gates(history, series) < most for series, _ in judged)


def _flagged(history: History, rejected: Attempt, outcome: Rejected) -> Attempt:
    flagged = replace(rejected, state="passed", flagged=True)
    if outcome.not_judged:
        return flagged
    earlier = best.earlier_round(history, rejected)
    if earlier is None:
        return replace(
            flagged, note=f"{outcome.note} No round of revision is left: flagged for a person.".strip()
        )
    number, judged = earlier
    return replace(
        flagged,
        output=judged.output,
        findings=judged.findings,
        scores=judged.scores,
        best_of=number,
        note=f"No round of revision is left. Round {number} was the best: flagged for a person.",
    )
