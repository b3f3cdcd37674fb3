"""Send-backs: which round of a step was rejected by whom, and how many more rounds the limits allow.

A round is an attempt of a step that judges have looked at. The attempt that answers a rejection consumes, under
its own key, the round that it revises; so rounds are counted from what is stored, without any counter.
"""

from workflows.engine.attempts import Attempt, Series
from workflows.engine.board import Board
from workflows.engine.reach import History


def targets(board: Board, rejection: Attempt) -> list[Series]:
    """The series that a live rejection sends back: those of its step whose current round it judged."""
    judged = board.history.rounds(rejection, rejection.back_to)
    return [s for s, number in judged if (current := board.current(s)) and current.number == number]


def verdicts(history: History, series: Series, number: int) -> list[Attempt]:
    """The last word of each judge on one round."""
    found = []
    for tries in history.series.values():
        if history.graph.judges(tries[0].key):
            about = [a for a in tries if (series, number) in history.rounds(a, series[0])]
            found += about[-1:]
    return found


def rejections(history: History, series: Series, number: int) -> list[Attempt]:
    """The last words on a round that want this step to answer."""
    return [a for a in verdicts(history, series, number) if _sends_back(a, series[0])]


def _sends_back(attempt: Attempt, key: str) -> bool:
    return attempt.state == "rejected" and attempt.back_to == key and not attempt.final


def revises(board: Board, series: Series) -> int | None:
    """The round that the next attempt of a series answers for; None: it starts afresh."""
    history = board.history
    last = history.last(series)
    if last is None:
        return None
    if last.state in ("failed", "waiting") and series[0] in last.consumed:
        return last.consumed[series[0]][0]
    current = board.current(series)
    done = [a for a in history.of(series) if a.state == "passed"]
    judged = current if current and current.state == "passed" else (done[-1] if done else None)
    if judged is None or not _any_rejection(history):
        return None
    return judged.number if rejections(history, series, judged.number) else None


def _any_rejection(history: History) -> bool:
    return any(attempt.state == "rejected" for tries in history.series.values() for attempt in tries)


def by_people(history: History, series: Series) -> int:
    """How many rounds people have had revised."""
    return len([number for number in _revised(history, series) if _by_person(history, series, number)])


def by_gates(history: History, series: Series) -> int:
    """How many rounds gates have had revised since a person last asked for a change."""
    count = 0
    for number in _revised(history, series):
        count = 0 if _by_person(history, series, number) else count + 1
    return count


def _revised(history: History, series: Series) -> list[int]:
    return sorted({n for attempt in history.of(series) for n in attempt.consumed.get(series[0], ())})


def _by_person(history: History, series: Series, number: int) -> bool:
    return any(attempt.by_person for attempt in rejections(history, series, number))
