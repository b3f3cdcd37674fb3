"""The piece that a gate or a review judges and a delivery sends, with its edits, and the flags that are open on it."""

from dataclasses import dataclass

from workflows.engine.attempts import Attempt, Consumed, Series
from workflows.engine.history import History, Trace
from workflows.engine.outcomes import Output


@dataclass(frozen=True)
class Piece:
    """`parts` has one text, or one per item where a list was joined."""

    key: str  # the step that made it
    output: Output
    parts: tuple[str, ...]
    attempts: tuple[Attempt, ...]
    empty: bool = False  # whoever should have made it was skipped, or there were no items
    torn: bool = False  # two people edited it side by side, so that no text is the right one

    @property
    def text(self) -> str:
        return str(self.output.get("text", ""))

    @property
    def handed_on(self) -> Output:
        """What a judge passes on: the text and its data, without the notes on how it was made."""
        return {name: self.output[name] for name in ("text", "data") if name in self.output}

    @property
    def texts(self) -> tuple[str, ...]:
        return (*self.parts, self.text)


def piece(history: History, series: Series, consumed: Consumed) -> Piece | None:
    """None where the definition gives this step nothing to be about."""
    if not history.graph.carriers.get(series[0]):
        return None
    return within(history, series, history.trace(series, consumed))


def within(history: History, series: Series, trace: Trace) -> Piece | None:
    """The same, of a trace that is known."""
    carriers = history.graph.carriers.get(series[0])
    if not carriers:
        return None
    origin = history.graph.origin(series[0])
    original = _texts(_attempts(history, trace, series, origin))
    carried = [_attempts(history, trace, series, carrier) for carrier in carriers]
    edited = [found for found in carried if _texts(found) != original and _texts(found)]
    best = (edited or carried)[0]
    return _joined(origin, best, torn=len({_texts(found) for found in edited}) > 1)


def _attempts(history: History, trace: Trace, series: Series, key: str) -> list[Attempt]:
    """The attempts of a carrier; a judge that was skipped is looked through."""
    item = series[1] if history.graph.paired(series[0], key) else None
    found = [(s, a) for s, a in trace.items() if s[0] == key and (item is None or s[1] == item)]
    found.sort(key=lambda pair: -1 if pair[0][1] is None else pair[0][1])
    return [seen for s, a in found for seen in _looked_through(history, s, a)]


def _looked_through(history: History, series: Series, attempt: Attempt) -> list[Attempt]:
    if attempt.state != "skipped" or not history.graph.judges(attempt.key):
        return [attempt]
    behind = piece(history, series, attempt.consumed)
    return list(behind.attempts) if behind else [attempt]


def _texts(attempts: list[Attempt]) -> tuple[str, ...]:
    return tuple(str(attempt.output.get("text", "")) for attempt in attempts)


def _joined(key: str, attempts: list[Attempt], torn: bool) -> Piece:
    parts = _texts(attempts)
    empty = all(attempt.state == "skipped" for attempt in attempts)
    if len(attempts) == 1:
        return Piece(key, attempts[0].output, parts, tuple(attempts), empty, torn)
    output = {"text": "\n\n".join(filter(None, parts)), "data": [a.output.get("data") for a in attempts]}
    return Piece(key, output, parts, tuple(attempts), empty, torn)


def open_flags(history: History, trace: Trace, texts: tuple[str, ...]) -> list[Attempt]:
    """The flagged gates above that no person below them has answered by approving exactly one of these texts."""
    flagged = [attempt for attempt in trace.values() if attempt.flagged]
    if not flagged:
        return []
    approved = [
        a for a in trace.values() if a.by_person and a.state == "passed" and a.output.get("text") in texts
    ]
    answered = {
        (s, above.number)
        for a in approved
        for s, above in history.trace(a.series, history.effective(a)).items()
    }
    return [attempt for attempt in flagged if (attempt.series, attempt.number) not in answered]
