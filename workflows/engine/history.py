"""A run's attempts in memory, with all that is asked of them again and again kept at hand."""

from collections.abc import Iterable, Mapping
from operator import attrgetter

from workflows.engine.attempts import BRIEF, LEFT_OUT, Attempt, Consumed, Series
from workflows.engine.definition import Definition

Trace = Mapping[Series, Attempt]
"""Every attempt above one."""

_number = attrgetter("number")


class History:
    """A run's attempts, by series and number; `put` adds to it in place."""

    def __init__(self, definition: Definition, attempts: Iterable[Attempt]):
        self.definition = definition
        self.graph = definition.graph
        self.series: dict[Series, list[Attempt]] = {}
        self.open: set[Series] = set()  # whose last attempt is open
        self.named: dict[Series, Attempt] = {}  # gates whose last attempt names an earlier round as the best
        self.unseen: set[Series] = set()  # of which an attempt was flagged, with no person below to see it
        self.rejected = False  # whether any attempt was
        self.made = 0  # attempts in all, the brief and what was skipped aside
        self._known: dict[tuple[Series, int], Attempt] = {}
        self._made_of: dict[tuple[Series, int], list[tuple[Series, int]]] = {}
        self._above: dict[tuple[Series, int], dict[Series, int]] = {}
        self._unread: list[Attempt] = []  # of judges, not yet noted in `_judges`
        self._judges: dict[Series, set[Series]] = {}
        self._place: dict[Series, int] = {}  # of a judge, in the order in which they began
        for attempt in attempts:
            self.put(attempt)

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """In the order in which they first came."""
        return tuple(self._known.values())

    def put(self, attempt: Attempt) -> None:
        """A new attempt, or how one that is known stands now."""
        series = (attempt.key, attempt.item)
        known = self._known.get((series, attempt.number))
        tries = self.series.setdefault(series, [])
        if known is None:
            tries.append(attempt)
            tries.sort(key=_number)
            self._above.pop((series, attempt.number), None)  # of a start that was only thought of
            if self.graph.judges(attempt.key):
                self._judge_begun(attempt)
        else:
            tries[tries.index(known)] = attempt
            self.made -= _counts(known)
            self._made_of.pop((series, attempt.number), None)
        self._known[series, attempt.number] = attempt
        self._note(series, tries[-1], attempt)

    def _judge_begun(self, attempt: Attempt) -> None:
        self._place.setdefault(attempt.series, len(self._place))
        self._unread.append(attempt)

    def _note(self, series: Series, last: Attempt, attempt: Attempt) -> None:
        """What planning asks about all attempts at once, kept so that nobody has to go through them."""
        self.made += _counts(attempt)
        self.rejected = self.rejected or attempt.state == "rejected"
        if attempt.flagged and not self.graph.person_below(attempt.key):
            self.unseen.add(series)
        if last.state == "open":
            self.open.add(series)
        else:
            self.open.discard(series)
        if last.best_of is not None:
            self.named[series] = last
        else:
            self.named.pop(series, None)

    def of(self, series: Series) -> list[Attempt]:
        return self.series.get(series, [])

    def last(self, series: Series) -> Attempt | None:
        tries = self.series.get(series)
        return tries[-1] if tries else None

    def get(self, series: Series, number: int) -> Attempt | None:
        return self._known.get((series, number))

    def next_number(self, series: Series) -> int:
        last = self.last(series)
        return last.number + 1 if last else 1

    def failures(self, failed: Attempt) -> int:
        """How often it failed in a row with the same input, this time included; what was forgiven ends the row."""
        row = 0
        for attempt in reversed(self.of(failed.series)):
            if attempt.number > failed.number:
                continue
            if attempt.state != "failed" or attempt.forgiven or attempt.consumed != failed.consumed:
                break
            row += 1
        return row

    def parents(self, series: Series, consumed: Consumed) -> list[tuple[Series, int]]:
        """The attempts named by `consumed`, left-out items and the revised round of its own aside."""
        key, item = series
        found: list[tuple[Series, int]] = []
        for need, numbers in consumed.items():
            if need == key:
                continue
            if not self.graph.fans_out(need):
                found += [((need, None), n) for n in numbers if n != LEFT_OUT]
            elif self.graph.paired(key, need):
                found += [((need, item), n) for n in numbers if n != LEFT_OUT]
            else:
                found += [((need, index), n) for index, n in enumerate(numbers) if n != LEFT_OUT]
        return found

    def effective(self, attempt: Attempt) -> Consumed:
        """What it consumed; for a settled gate that names an earlier round as best, what it consumed then."""
        if attempt.best_of is None:
            return attempt.consumed
        judged = self.judged_best(attempt)
        return judged.consumed if judged else attempt.consumed

    def judged_best(self, attempt: Attempt) -> Attempt | None:
        """The gate's own attempt at the round that it names as best."""
        for earlier in reversed(self.of(attempt.series)):
            judged = {n for s, n in self.rounds(earlier, attempt.back_to) if earlier.number < attempt.number}
            if attempt.best_of in judged:
                return earlier
        return None

    def rounds(self, attempt: Attempt, key: str) -> set[tuple[Series, int]]:
        """Which rounds of a step it is about, as it consumed them."""
        return {(s, n) for s, n in self.above(attempt).items() if s[0] == key}

    def above(self, attempt: Attempt) -> dict[Series, int]:
        """Series -> number of every attempt above a judge's. It never changes: what was consumed had ended before."""
        at = attempt.series, attempt.number
        if at not in self._above:
            trace = self.trace(attempt.series, attempt.consumed)
            self._above[at] = {series: above.number for series, above in trace.items()}
        return self._above[at]

    def judging(self, series: Series) -> list[list[Attempt]]:
        """The tries of every judge that has looked at a round of a series, in the order in which they began."""
        for attempt in self._unread:
            for above in self.above(attempt):
                self._judges.setdefault(above, set()).add(attempt.series)
        self._unread.clear()
        return [
            self.series[judge] for judge in sorted(self._judges.get(series, ()), key=self._place.__getitem__)
        ]

    def trace(self, series: Series, consumed: Consumed) -> Trace:
        """Every attempt above, by what was consumed; where ways disagree (it is stale then), the newest."""
        found: dict[Series, Attempt] = {}
        todo = self.parents(series, consumed)
        while todo:
            at = todo.pop()
            attempt, known = self._known.get(at), found.get(at[0])
            if attempt is None or (known and known.number >= attempt.number):
                continue
            found[at[0]] = attempt
            if at not in self._made_of:
                self._made_of[at] = self.parents(at[0], self.effective(attempt))
            todo += self._made_of[at]
        return found


def _counts(attempt: Attempt) -> bool:
    return attempt.key != BRIEF and attempt.state != "skipped"
