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
from workflows.engine.templates import TemplateProblem, holds

__all__ = [
    "BRIEF",
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


def plan(
    definition: Definition,
    attempts: Sequence[Attempt],
    now: datetime,
    *,
    cancelled: bool = False,
    spent: Spent = NOTHING_SPENT,
) -> Plan:
    """What to start, or what is waited for, or how it ended. Planning twice gives the same plan."""
    if cancelled:
        return Plan(ending=Ending("stopped", "The run was cancelled."))
    board = Board(definition, attempts, now)
    try:
        return _planned(board, spent)
    except TemplateProblem as problem:
        return _ended(board, Ending("failed", str(problem)))


def _planned(board: Board, spent: Spent) -> Plan:
    if ending := endings.reached(board):
        return _ended(board, ending)
    starts = _starts(board)
    if ending := endings.forbidden(board, starts) or endings.used_up(board, starts, spent):
        return _ended(board, ending)
    allowed = endings.affordable(board, starts)
    waiting = tuple(series for series in board.every if board.standing(series) == "person")
    next_time = _next_time(board)
    if not (allowed or waiting or next_time or _any_open(board)):
        return Plan(ending=Ending("failed", "No step can start: the steps need each other in a circle."))
    return Plan(tuple(allowed), next_time, waiting)


def _ended(board: Board, ending: Ending) -> Plan:
    """An ending waits for what is open: its results are paid for."""
    return Plan() if _any_open(board) else Plan(ending=ending)


def _any_open(board: Board) -> bool:
    return any(tries[-1].state == "open" for tries in board.history.series.values())


def _next_time(board: Board) -> datetime | None:
    later = [board.current(series) for series in board.every if board.standing(series) == "later"]
    return min((when for a in later if a and (when := a.wait_until or a.retry_at)), default=None)


def _starts(board: Board) -> list[Start]:
    """Upstream first. While a round is to be revised, only the gates beside it still start, so that one
    revision answers all of them; the revision starts when they have finished."""
    sent_back = _sent_back(board)
    above = {series: board.above(series) for series in board.every} if sent_back else {}
    starts = []
    for series in board.every:
        behind = sent_back & above.get(series, set())
        if series in sent_back:
            if not behind and not _gates_busy(board, series, above):
                starts.append(_start(board, series))
        elif board.standing(series) == "ready" and (not behind or board.graph.role(series[0]) == "gate"):
            starts.append(_start(board, series))
    return starts


def _sent_back(board: Board) -> set[Series]:
    rejected = [board.current(s) for s in board.every if board.standing(s) == "rejected"]
    return {target for rejection in rejected if rejection for target in rounds.targets(board, rejection)}


def _gates_busy(board: Board, series: Series, above: dict[Series, set[Series]]) -> bool:
    gates = (s for s, over in above.items() if series in over and board.graph.role(s[0]) == "gate")
    return any(board.standing(gate) in ("ready", "open", "later") for gate in gates)


def _start(board: Board, series: Series) -> Start:
    consumed: Consumed = board.consumption(series) or {}
    revised = rounds.revises(board, series)
    if revised is not None:
        consumed = {**consumed, series[0]: (revised,)}
    skipped = _nothing_to_do(board, series, consumed)
    number = board.history.next_number(series)
    return Start(*series, number, consumed, "skipped" if skipped else "open")


def _nothing_to_do(board: Board, series: Series, consumed: Consumed) -> bool:
    """Its condition is false, or the piece that it is about was never made."""
    piece = pieces.piece(board.history, series, consumed)
    if piece and piece.empty:
        return True
    step = board.graph.steps[series[0]]
    if not step.when:
        return False
    values = reach.values(board.history, series, consumed, board.now, board.item(series))
    try:
        return not holds(step.when, values)
    except TemplateProblem as problem:
        raise TemplateProblem(f"Step “{board.graph.name(step.key)}”, when: {problem}") from problem
