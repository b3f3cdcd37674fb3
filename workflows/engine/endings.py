"""Why a run ends, each with its sentence."""

from collections.abc import Iterable

from workflows.engine import pieces, rounds
from workflows.engine.attempts import Attempt, Ending, Series, Spent, Start
from workflows.engine.board import Board
from workflows.engine.tally import Tally


def reached(board: Tally) -> Ending | None:
    """The ending that the attempts so far have brought about."""
    if board.smooth:
        return _done(board)
    return (
        _rejected(board) or _failed(board) or _changes_used_up(board) or _nobody_below(board) or _done(board)
    )


def _current(board: Board, found: Iterable[Series]) -> list[Attempt]:
    return [attempt for series in found if (attempt := board.current(series))]


def _rejected(board: Tally) -> Ending | None:
    for attempt in _current(board, board.those("rejected")):
        if attempt.final:
            how = "Rejected" if attempt.by_person else "Stopped"  # nobody decided in time
            return Ending("stopped", _with(f"{how} at {_place(board, attempt.series)}", attempt.note))
        if not rounds.targets(board, attempt):
            place = _place(board, attempt.series)
            return Ending(
                "stopped", f"Changes were asked for at {place}, but no step above it can make them."
            )
    return None


def _failed(board: Tally) -> Ending | None:
    for attempt in _current(board, board.those("dead")):
        times = board.history.failures(attempt)
        tries = f" after {times} tries" if times > 1 else ""
        why = _without_name(board, attempt)
        return Ending("failed", _with(f"{_place(board, attempt.series)} failed{tries}", why))
    for key in dict.fromkeys(key for key, _ in board.those("left_out")):
        every = board.all_of(key)
        if every and all(board.standing(series) == "left_out" for series in every):
            return Ending(
                "failed", f"Every item of step “{board.graph.name(key)}” failed; none is left to go on with."
            )
    return None


def _changes_used_up(board: Tally) -> Ending | None:
    most = board.definition.limits.changes
    for attempt in _current(board, board.those("rejected")):
        for series in rounds.targets(board, attempt) if attempt.by_person else []:
            if rounds.by_people(board.history, series) >= most:
                place = _place(board, series)
                return Ending(
                    "stopped",
                    f"The limit of {_many(most, 'round')} of changes that people may ask for is used up at {place}.",
                )
    return None


def _nobody_below(board: Tally) -> Ending | None:
    for attempt in _current(board, board.those("done", among=board.history.unseen)):
        if attempt.flagged:
            return Ending(
                "stopped",
                f"{_capital(_place(board, attempt.series))} flagged the piece, and no person reviews it below.",
            )
    return None


def _done(board: Tally) -> Ending | None:
    graph = board.graph
    if board.unsettled:
        return None
    if len(graph.order) == len(graph.steps) and all(board.settled(key) for key in graph.order):
        return Ending("done")
    return None


def forbidden(board: Board, starts: list[Start]) -> Ending | None:
    """Nothing flagged is delivered unless a person approved exactly that text."""
    for start in starts:
        if start.state == "skipped" or board.graph.role(start.key) != "delivery":
            continue
        trace = board.history.trace(start.series, start.consumed)
        piece = pieces.within(board.history, start.series, trace)
        flags = pieces.open_flags(board.history, trace, piece.texts if piece else ())
        if flags:
            gates = " and ".join(f"“{board.graph.name(key)}”" for key in dict.fromkeys(f.key for f in flags))
            return Ending(
                "stopped",
                f"{_capital(_place(board, start.series))} was not started: {gates} flagged the piece, "
                "and no person approved exactly this text.",
            )
    return None


def used_up(board: Board, starts: list[Start], spent: Spent) -> Ending | None:
    """A limit of the whole run, met when there is still work to start."""
    ending = _limit_met(board, spent)
    return ending if ending and any(start.state != "skipped" for start in starts) else None


def _limit_met(board: Board, spent: Spent) -> Ending | None:
    limits = board.definition.limits
    if board.history.made >= limits.attempts:
        return Ending("stopped", attempts_used_up(board))
    if spent.minutes >= limits.minutes:
        return Ending("stopped", f"The run used up its {_many(limits.minutes, 'minute')} of work.")
    if limits.cost_usd is not None and spent.cost_usd >= limits.cost_usd:
        return Ending("stopped", f"The run used up its limit of {limits.cost_usd:g} USD.")
    return None


def attempts_used_up(board: Board) -> str:
    return f"The run used up its {_many(board.definition.limits.attempts, 'attempt')}."


def affordable(board: Board, starts: list[Start]) -> list[Start]:
    """As many starts as the limit of attempts allows; skipped ones are free."""
    left = board.definition.limits.attempts - board.history.made
    allowed = []
    for start in starts:
        left -= start.state != "skipped"
        if left >= 0 or start.state == "skipped":
            allowed.append(start)
    return allowed


def _place(board: Board, series: Series) -> str:
    item = f" (item {series[1] + 1})" if series[1] is not None else ""
    return f"step “{board.graph.name(series[0])}”{item}"


def _without_name(board: Board, attempt: Attempt) -> str:
    """Its note names the step, where it stands alone; behind the step's name it need not do that again."""
    name = f"Step “{board.graph.name(attempt.series[0])}”"
    if attempt.note.startswith(f"{name}: "):
        return attempt.note.removeprefix(f"{name}: ")
    return f"It{attempt.note.removeprefix(name)}" if attempt.note.startswith(f"{name} ") else attempt.note


def _with(what: str, why: str) -> str:
    return f"{_capital(what)}: {why}" if why else f"{_capital(what)}."


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
