"""Send-backs: which round of a step was rejected by whom, and how many more rounds the limits allow.

A round is an attempt of a step that judges have looked at. The attempt that answers a rejection consumes, under
its own key, the round that it revises; so rounds are counted from what is stored, without any counter.
"""

from workflows.engine.attempts import Attempt, Series
from workflows.engine.board import Board
from workflows.engine.history import History


def targets(board: Board, rejection: Attempt) -> list[Series]:
    """The series that a live rejection sends back: those of its step whose current round it judged."""
    judged = answerable(board.history, rejection)
    return [s for s, number in judged if (current := board.current(s)) and current.number == number]


def answerable(history: History, rejection: Attempt) -> list[tuple[Series, int]]:
    """The rounds that a rejection wants revised; what was skipped would only be skipped again."""
    judged = history.rounds(rejection, rejection.back_to)
    return [(s, n) for s, n in judged if (made := history.get(s, n)) and made.state == "passed"]


def verdicts(history: History, series: Series, number: int) -> list[Attempt]:
    """The last word of each judge on one round; a gate's word on the round that it named as best is its settling."""
    found = []
    for tries in history.judging(series):
        found += [attempt for attempt in tries if _is_about(history, attempt, series, number)][-1:]
    return found


def _is_about(history: History, attempt: Attempt, series: Series, number: int) -> bool:
    judged = history.above(attempt).get(series)
    named = attempt.best_of == number and attempt.back_to == series[0]
    return judged == number or (named and judged is not None)


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
    if judged is None or not history.rejected:
        return None
    return judged.number if rejections(history, series, judged.number) else None


def may_revise(history: History, series: Series, number: int) -> bool:
    """Whether revising this round keeps to the limit of changes that people may ask for."""
    if not _person_asked(history, series, number):
        return True
    more = number not in _revised(history, series)
    return by_people(history, series) + more <= history.definition.limits.changes


def by_people(history: History, series: Series) -> int:
    """How many rounds people have had revised."""
    return sum(_causes(history, series))


def by_gates(history: History, series: Series) -> int:
    """How many rounds gates have had revised since a person last asked for a change."""
    causes = _causes(history, series)
    return causes[::-1].index(True) if True in causes else len(causes)


def _causes(history: History, series: Series) -> list[bool]:
    """For each revision in order, whether a person asked for it. A round that was revised more than once (a gate
    had named it as the best) was last revised for the person who then saw it."""
    revised = _revised(history, series)
    return [
        number not in revised[place + 1 :] and _person_asked(history, series, number)
        for place, number in enumerate(revised)
    ]


def _revised(history: History, series: Series) -> list[int]:
    """The rounds that were revised, in the order of their revisions; another try of a revision is none of its own."""
    found = []
    before: Attempt | None = None
    for attempt in history.of(series):
        for number in attempt.consumed.get(series[0], ()):
            again = before is not None and before.state in ("failed", "waiting")
            if not (again and before and number in before.consumed.get(series[0], ())):
                found.append(number)
        before = attempt
    return found


def _person_asked(history: History, series: Series, number: int) -> bool:
    return any(attempt.by_person for attempt in rejections(history, series, number))
