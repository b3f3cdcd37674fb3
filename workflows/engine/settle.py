"""Turning an outcome into the finished attempt, so that whoever runs steps only stores."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from workflows.engine import best, rounds
from workflows.engine.attempts import Attempt, Start
from workflows.engine.board import Board
from workflows.engine.definition import Definition
from workflows.engine.history import History
from workflows.engine.outcomes import Failed, Outcome, Passed, Rejected, Waiting

LATEST = datetime.max.replace(tzinfo=UTC)


def settle(definition: Definition, attempts: Sequence[Attempt], start: Start, outcome: Outcome) -> Attempt:
    """The attempt as it ended. A gate that rejects when no round is left has passed, flagged. A person's
    rejection that comes too late sends nothing back."""
    if not isinstance(outcome, Rejected):
        return ended(start, outcome)
    late = outcome.by_person and superseded(definition, attempts, start)
    return rejected(History(definition, attempts), start, outcome, late=late)


def superseded(definition: Definition, attempts: Sequence[Attempt], start: Start) -> bool:
    """Whether what an attempt consumed is no longer what is current above it: a decision on it comes too late."""
    board = Board(definition, attempts, LATEST)
    before = {need: tuple(numbers) for need, numbers in start.consumed.items() if need != start.key}
    return board.consumption(start.series) != before


def ended(start: Start, outcome: Passed | Waiting | Failed) -> Attempt:
    """The attempt as it ended, where nobody rejects anything: that takes no more than the outcome."""
    begun = start.key, start.item, start.number
    match outcome:
        case Passed():
            return Attempt(
                *begun,
                state="passed",
                consumed=start.consumed,
                output=outcome.output,
                findings=outcome.findings,
                scores=outcome.scores,
                note=outcome.note,
                by_person=outcome.by_person,
                edited=outcome.edited,
                judgements=outcome.judgements,
                draw=outcome.draw,
            )
        case Waiting():
            return Attempt(
                *begun,
                state="waiting",
                consumed=start.consumed,
                note=outcome.why,
                wait_until=outcome.until,
                draw=outcome.draw,
            )
        case Failed():
            return Attempt(
                *begun,
                state="failed",
                consumed=start.consumed,
                note=outcome.reason,
                retry_at=outcome.retry_at,
                owner=outcome.owner,
            )


def rejected(history: History, start: Start, outcome: Rejected, *, late: bool = False) -> Attempt:
    """The attempt as it ended with a rejection. `late`: it is a person's, and comes too late."""
    rejected = Attempt(
        start.key,
        start.item,
        start.number,
        state="rejected",
        consumed=start.consumed,
        output=outcome.output,
        findings=outcome.findings,
        scores=outcome.scores,
        note=outcome.note,
        by_person=outcome.by_person,
        back_to="" if late else history.graph.answers(start.key, outcome.back_to),
        final=outcome.final,
        judgements=outcome.judgements,
    )
    if outcome.by_person or outcome.final:
        return rejected
    if outcome.not_judged or not _rounds_left(history, rejected):
        return _flagged(history, rejected, outcome)
    return rejected


def _rounds_left(history: History, rejected: Attempt) -> bool:
    """A round that a person, too, wants revised is no gate's to send back where that would be one change too many."""
    judged = rounds.answerable(history, rejected)
    most = history.definition.limits.revisions
    return bool(judged) and all(
        rounds.by_gates(history, series) < most and rounds.may_revise(history, series, number)
        for series, number in judged
    )


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
