"""Which of its rounds a gate hands to a person when none is left: the best one, and that may be an earlier one."""

from workflows.engine import rounds
from workflows.engine.attempts import Attempt, Series
from workflows.engine.history import History
from workflows.engine.kinds import KINDS


def earlier_round(history: History, settling: Attempt) -> tuple[int, Attempt] | None:
    """(number of the round, this gate's attempt at it) if one round was strictly better than the last; else None.

    Only a round that differs from the last in nothing but the piece itself is compared, and none that another
    judge has rejected: what is named here becomes current again, with all that consumed it."""
    judged = history.rounds(settling, settling.back_to)
    if len(judged) != 1:
        return None
    series, last = next(iter(judged))
    if _named_already(history, settling, series, last):
        return None
    found = _comparable(history, settling, series, last)
    top = max(found, key=lambda pair: (_merit(history, pair[1]), pair[0]), default=None)
    return top if top and _merit(history, top[1]) > _merit(history, settling) else None


def _named_already(history: History, settling: Attempt, series: Series, last: int) -> bool:
    """Whether another gate has named its best round since the last one was made: that one counts."""
    others = (a for a in rounds.verdicts(history, series, last) if a.series != settling.series)
    return any(attempt.best_of is not None for attempt in others)


def _comparable(history: History, settling: Attempt, series: Series, last: int) -> list[tuple[int, Attempt]]:
    found = []
    for attempt in history.of(settling.series):
        for number in [n for s, n in history.rounds(attempt, series[0]) if s == series]:
            fair = attempt.state == "rejected" and attempt.number < settling.number and number < last
            if (
                fair
                and _same_else(history, attempt, settling, series)
                and _nobody_else_minds(history, attempt, series, number)
            ):
                found.append((number, attempt))
    return found


def _same_else(history: History, one: Attempt, other: Attempt, series: Series) -> bool:
    """Whether both judged the same, the piece and what was made of it aside."""
    return _around(history, one, series) == _around(history, other, series)


def _around(history: History, judged: Attempt, series: Series) -> dict[Series, int]:
    made_of_it = history.graph.below[series[0]] | {series[0]}
    trace = history.trace(judged.series, judged.consumed)
    return {s: attempt.number for s, attempt in trace.items() if s[0] not in made_of_it}


def _nobody_else_minds(history: History, own: Attempt, series: Series, number: int) -> bool:
    others = (a for a in rounds.verdicts(history, series, number) if a.series != own.series)
    return all(attempt.state == "passed" and not attempt.flagged for attempt in others)


def _merit(history: History, judged: Attempt) -> float:
    step = history.graph.steps[judged.key]
    return float(KINDS[step.kind].module.merit(step, judged.scores, judged.findings))
