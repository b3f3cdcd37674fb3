"""Why a run ends, each with its sentence."""

from collections.abc import Iterator

from workflows.engine import pieces, rounds
from workflows.engine.attempts import BRIEF, Attempt, Ending, Series, Spent, Start
from workflows.engine.board import Board


def reached(board: Board) -> Ending | None:
    """The ending that the attempts so far have brought about."""
    endings = (_rejected(board), _failed(board), _changes_used_up(board), _nobody_below(board), _done(board))
    return next((ending for ending in endings if ending), None)


def _standing(board: Board, standing: str) -> Iterator[Attempt]:
    for series in board.every:
        if board.standing(series) == standing and (attempt := board.current(series)):
            yield attempt


def _rejected(board: Board) -> Ending | None:
    for attempt in _standing(board, "rejected"):
        if attempt.final:
            return Ending("stopped", _with(f"Rejected at {_place(board, attempt.series)}", attempt.note))
        if not rounds.targets(board, attempt):
            place = _place(board, attempt.series)
            return Ending(
                "stopped", f"Changes were asked for at {place}, but no step above it can make them."
            )
    return None


def _failed(board: Board) -> Ending | None:
    for attempt in _standing(board, "dead"):
        times = board.failures(attempt)
        tries = f" after {times} tries" if times > 1 else ""
        return Ending("failed", _with(f"{_place(board, attempt.series)} failed{tries}", attempt.note))
    for key in board.graph.order:
        every = board.all_of(key) if board.graph.fans_out(key) else []
        if every and all(board.standing(series) == "left_out" for series in every):
            return Ending(
                "failed", f"Every item of step “{board.graph.name(key)}” failed; none is left to go on with."
            )
    return None


def _changes_used_up(board: Board) -> Ending | None:
    most = board.definition.limits.changes
    for attempt in _standing(board, "rejected"):
        for series in rounds.targets(board, attempt) if attempt.by_person else []:
            if rounds.by_people(board.history, series) >= most:
                place = _place(board, series)
                return Ending(
                    "stopped",
                    f"The limit of {_many(most, 'round')} of changes that people may ask for is used up at {place}.",
                )
    return None


def _nobody_below(board: Board) -> Ending | None:
    for attempt in _standing(board, "done"):
        if attempt.flagged and not board.graph.person_below(attempt.key):
            return Ending(
                "stopped",
                f"{_capital(_place(board, attempt.series))} flagged the piece, and no person reviews it below.",
            )
    return None


def _done(board: Board) -> Ending | None:
    graph = board.graph
    if len(graph.order) == len(graph.steps) and all(board.settled(key) for key in graph.order):
        return Ending("done")
    return None


def forbidden(board: Board, starts: list[Start]) -> Ending | None:
    """Nothing flagged is delivered unless a person approved exactly that text."""
    for start in starts:
        if start.state == "skipped" or board.graph.role(start.key) != "delivery":
            continue
        piece = pieces.piece(board.history, start.series, start.consumed)
        flags = pieces.open_flags(board.history, start.series, start.consumed, piece.texts if piece else ())
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
    limits = board.definition.limits
    if all(start.state == "skipped" for start in starts):
        return None
    if _made(board) >= limits.attempts:
        return Ending("stopped", f"The run used up its {_many(limits.attempts, 'attempt')}.")
    if spent.minutes >= limits.minutes:
        return Ending("stopped", f"The run used up its {_many(limits.minutes, 'minute')} of work.")
    if limits.cost_usd is not None and spent.cost_usd >= limits.cost_usd:
        return Ending("stopped", f"The run used up its limit of {limits.cost_usd:g} USD.")
    return None


def affordable(board: Board, starts: list[Start]) -> list[Start]:
    """As many starts as the limit of attempts allows; skipped ones are free."""
    left = board.definition.limits.attempts - _made(board)
    allowed = []
    for start in starts:
        left -= start.state != "skipped"
        if left >= 0 or start.state == "skipped":
            allowed.append(start)
    return allowed


def _made(board: Board) -> int:
    tries = (attempt for all_tries in board.history.series.values() for attempt in all_tries)
    return sum(attempt.key != BRIEF and attempt.state != "skipped" for attempt in tries)


def _place(board: Board, series: Series) -> str:
    item = f" (item {series[1] + 1})" if series[1] is not None else ""
    return f"step “{board.graph.name(series[0])}”{item}"


def _with(what: str, why: str) -> str:
    return f"{_capital(what)}: {why}" if why else f"{_capital(what)}."


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
