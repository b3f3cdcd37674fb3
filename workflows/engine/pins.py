"""The rounds that settled gates have named as best: they are current again (see `best` for how they are named)."""

from workflows.engine.attempts import Attempt, Series
from workflows.engine.history import History


def pinned(history: History) -> dict[Series, Attempt]:
    """Series -> the round that counts, as long as no newer one was made since a gate named it.

    Two gates that settled at the same moment may name different ones; the first in the order of steps counts."""
    pins: dict[Series, Attempt] = {}
    for settled in _settled_gates(history) if history.named else ():
        for series, number in history.rounds(settled, settled.back_to):
            last = history.last(series)
            best = history.get(series, settled.best_of or 0)
            if best and last and last.number == number:
                pins.setdefault(series, best)
    return pins


def _settled_gates(history: History) -> list[Attempt]:
    order = history.graph.order
    return sorted(
        (settled for settled in history.named.values() if settled.state == "passed" and settled.key in order),
        key=lambda settled: (order.index(settled.key), settled.item or 0),
    )
