"""Turning an outcome into the finished attempt, so that whoever runs steps only stores."""

from collections.abc import Sequence
from dataclasses import replace

from workflows.engine import rounds
from workflows.engine.attempts import Attempt, Start
from workflows.engine.definition import Definition
from workflows.engine.outcomes import Failed, Outcome, Passed, Rejected, Waiting
from workflows.engine.reach import History


def settle(definition: Definition, attempts: Sequence[Attempt], start: Start, outcome: Outcome) -> Attempt:
    """The attempt as it ended. A gate that rejects when no round is left has passed, flagged."""
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
            return _rejected(History(definition, attempts), begun, outcome)


def _rejected(history: History, begun: Attempt, outcome: Rejected) -> Attempt:
    rejected = replace(
        begun,
        state="rejected",
        output=outcome.output,
        findings=outcome.findings,
        scores=outcome.scores,
        note=outcome.note,
        by_person=outcome.by_person,
        back_to=history.graph.answers(begun.key, outcome.back_to),
        final=outcome.final,
    )
    if outcome.by_person or outcome.final:
        return rejected
    if outcome.not_judged or not _rounds_left(history, rejected):
        return _flagged(history, rejected, outcome)
    return rejected


def _rounds_left(history: History, rejected: Attempt) -> bool:
    judged = history.rounds(rejected, rejected.back_to)
    most = history.definition.limits.revisions
    return bool(judged) and all(rounds.by_gates(history, series) < most for series, _ in judged)


def _flagged(history: History, rejected: Attempt, outcome: Rejected) -> Attempt:
    note = outcome.note or "No round of revision is left: flagged for a person."
    return replace(rejected, state="passed", flagged=True, note=note)
