"""What happens next in a run: one pure function of the definition, the attempts so far and the time.

Freshness is derived from consumed attempt numbers (see `board`). A rejection names a step to go back to; that
step's next attempt answers it, and whatever lies below becomes stale by itself. So a retry, a revision and a
resume after a crash are the same thing: plan again. Above all: nothing flagged is delivered unless a person
approved exactly that text (see `endings` and `pieces.open_flags`).
"""

from collections.abc import Sequence
from datetime import datetime

from workflows.engine import endings, pieces, reach, rounds
from workflows.engine.attempts import (
    BRIEF,
    LEFT_OUT,
    Attempt,
    Consumed,
    Ending,
    Plan,
    Series,
    Spent,
    Start,
)
from workflows.engine.board import Board
from workflows.engine.definition import Definition
from workflows.engine.settle import settle, superseded
from workflows.engine.tally import Tally
from workflows.engine.templates import TemplateProblem, holds

__all__ = [
    "BRIEF",
    "CANCELLED",
    "LEFT_OUT",
    "Attempt",
    "Ending",
    "Plan",
    "Series",
    "Spent",
    "Start",
    "plan",
    "settle",
    "superseded",
]

NOTHING_SPENT = Spent()
CANCELLED = "The run was cancelled."
BUSY = ("ready", "open", "later")


def plan(
    definition: Definition,
    attempts: Sequence[Attempt],
    now: datetime,
    *,
    cancelled: bool = False,
    spent: Spent = NOTHING_SPENT,
) -> Plan:
    """What to start, or what is waited for, or how it ended. Planning twice gives the same plan."""
    return next_of(Tally(definition, attempts, now), now, cancelled=cancelled, spent=spent)


def next_of(board: Tally, now: datetime, *, cancelled: bool = False, spent: Spent = NOTHING_SPENT) -> Plan:
    """The same, of a tally that is kept."""
    if cancelled:
        return Plan(ending=Ending("stopped", CANCELLED))
    try:
        board.refresh(now)
        return _planned(board, spent)
    except TemplateProblem as problem:
        return _ended(board, Ending("failed", str(problem)))


def _planned(board: Tally, spent: Spent) -> Plan:
    if ending := endings.reached(board):
        return _ended(board, ending)
    starts = _starts(board, spent)
    if ending := endings.forbidden(board, starts) or endings.used_up(board, starts, spent):
        return _ended(board, ending)
    allowed = endings.affordable(board, starts)
    waiting = tuple(board.those("person"))
    if not (allowed or waiting or board.next_time or board.history.open):
        return Plan(ending=Ending("failed", "No step can start: the steps need each other in a circle."))
    return Plan(tuple(allowed), board.next_time, waiting)


def _ended(board: Tally, ending: Ending) -> Plan:
    """An ending waits for what is open: its results are paid for."""
    return Plan() if board.history.open else Plan(ending=ending)


def _starts(board: Tally, spent: Spent) -> list[Start]:
    """Upstream first. While a round is to be revised, only the gates beside it still start, so that one
    revision answers all of them; the revision starts when they have finished."""
    ready = board.those("ready")
    sent_back = _sent_back(board)
    if sent_back:
        behind = frozenset[Series]().union(*(board.below(series) for series in sent_back))
        revised = {series for series in sent_back - behind if not _gates_busy(board, series)}
        beside = {s for s in ready if s not in behind or board.graph.role(s[0]) == "gate"}
        ready = board.ranked(revised | (beside - sent_back))
    return [_start(board, series, spent) for series in ready]


def _sent_back(board: Tally) -> set[Series]:
    rejected = [board.current(series) for series in board.those("rejected")]
    targets = {target for rejection in rejected if rejection for target in rounds.targets(board, rejection)}
    return set(board.ranked(targets))


def _gates_busy(board: Tally, series: Series) -> bool:
    """Whether a gate below has yet to have its say."""
    gates = (below for below in board.below(series) if board.graph.role(below[0]) == "gate")
    return any(board.standing(gate) in BUSY for gate in gates)


def _start(board: Board, series: Series, spent: Spent) -> Start:
    consumed: Consumed = board.consumption(series) or {}
    revised = rounds.revises(board, series)
    if revised is not None and rounds.may_revise(board.history, series, revised):  # else it starts afresh
        consumed = {**consumed, series[0]: (revised,)}
    skipped = _nothing_to_do(board, series, consumed, spent)
    number = board.history.next_number(series)
    return Start(*series, number, consumed, "skipped" if skipped else "open")


def _nothing_to_do(board: Board, series: Series, consumed: Consumed, spent: Spent) -> bool:
    """Its condition is false, or the piece that it is about was never made."""
    piece = pieces.piece(board.history, series, consumed)
    if piece and piece.empty:
        return True
    step = board.graph.steps[series[0]]
    if not step.when:
        return False
    values = reach.values(board.history, series, consumed, board.now, board.item(series), spent=spent)
    try:
        return not holds(step.when, values)
    except TemplateProblem as problem:
        raise TemplateProblem(f"Step “{board.graph.name(step.key)}”, when: {problem}") from problem
