"""A board that has looked at every series and keeps up as attempts come in, so that planning needn't begin afresh.

What an attempt changes spreads from its series downwards, along what consumes what, and stops where a series goes
on offering the same number to those below. Where it changes how many items a step has, all is looked at again.
"""

from collections.abc import Sequence, Set
from datetime import datetime
from typing import Any, get_args

from workflows.engine.attempts import Attempt, Series
from workflows.engine.board import SETTLED, Board, Standing
from workflows.engine.definition import Definition
from workflows.engine.pins import pinned


class Tally(Board):
    """`refresh` before asking."""

    def __init__(self, definition: Definition, attempts: Sequence[Attempt], now: datetime):
        super().__init__(definition, attempts, now)
        self._afresh = True  # nothing was looked at yet, or nothing of it can be kept
        self._rank: dict[Series, int] = {}  # every known series, upstream first
        self._by: dict[Standing, set[Series]] = {}
        self._later: dict[Series, datetime] = {}  # what waits for a time
        self._again: dict[str, dict[Series, int | None]] = {}  # to look at again: the number it offered
        self._before: dict[str, tuple[int, ...] | None] = {}  # what those steps offered as a whole

    # --- asking

    def those(self, standing: Standing, among: Set[Series] | None = None) -> list[Series]:
        """The series that stand so, upstream first."""
        found = self._by[standing] if among is None else self._by[standing] & among
        return self.ranked(found) if found else []

    def ranked(self, found: Set[Series]) -> list[Series]:
        return sorted((series for series in found if series in self._rank), key=self._rank.__getitem__)

    def item(self, series: Series) -> Any:
        if series[1] is None:
            return None
        self.refresh()
        return super().item(series)

    @property
    def smooth(self) -> bool:
        """Nothing was rejected or lost, and nothing flagged but what a person will see."""
        by = self._by
        return not (by["rejected"] or by["dead"] or by["left_out"] or self.history.unseen)

    @property
    def unsettled(self) -> bool:
        return any(found for standing, found in self._by.items() if standing not in SETTLED)

    @property
    def next_time(self) -> datetime | None:
        """When the first of those that wait for a time is due."""
        return min(self._later.values(), default=None)

    # --- keeping up

    def put(self, attempt: Attempt) -> None:
        """A new attempt, or how one that had not ended stands now."""
        self.history.put(attempt)
        self._look_later(attempt.series)

    def refresh(self, now: datetime | None = None) -> None:
        """Look at all that may stand differently by now. Raises TemplateProblem for a list that can't be read."""
        if now is not None and now != self.now:
            self._move(now)
        if not self._afresh:
            self._look_again()
        if self._afresh:
            self._look_at_all()

    def _move(self, now: datetime) -> None:
        self._afresh = self._afresh or now < self.now
        self.now = now
        for series in [series for series, when in self._later.items() if when <= now]:
            self._look_later(series)

    def _look_at_all(self) -> None:
        self.forget_all()
        self._again, self._before, self._later = {}, {}, {}
        self._by = {standing: set() for standing in get_args(Standing)}
        self._rank = {series: rank for rank, series in enumerate(self.every())}
        for series in self._rank:
            self._look(series)
        self._afresh = False

    def _look(self, series: Series) -> None:
        standing = self.standing(series)
        self._by[standing].add(series)
        if standing == "later" and (current := self.current(series)):
            self._later[series] = current.wait_until or current.retry_at or self.now

    def _look_later(self, series: Series, told: bool = False) -> None:
        """`told`: by something above, so that what it would consume may have changed, too."""
        if self._afresh or not self.graph.sound:
            self._afresh = True
            return
        key = series[0]
        if key not in self._again:
            self._again[key], self._before[key] = {}, self._offered.get(key)
        standing = self._standing.get(series)
        if standing and series in self._rank:
            self._again[key][series] = self._number(series)
            self._by[standing].discard(series)
            self._later.pop(series, None)
        self.forget(series, consumption=told)

    def _look_again(self) -> None:
        if self._pins or self.history.named:
            self._pin_again()
        for key in self.graph.flow if self._again else ():
            if key in self._again and not self._afresh:
                self._look_again_at(key)

    def _pin_again(self) -> None:
        """What settled gates have named may have changed with their last attempts."""
        before, self._pins = self._pins, pinned(self.history)
        for series in before.keys() | self._pins.keys():
            if before.get(series) is not self._pins.get(series):
                self._look_later(series)

    def _look_again_at(self, key: str) -> None:
        again, before = self._again.pop(key), self._before.pop(key)
        for series in again:
            self._look(series)
        changed = [series for series, number in again.items() if self._number(series) != number]
        if not changed:
            return
        as_a_whole = self.offered(key) != before
        self._afresh = self._afresh or (as_a_whole and key in self.graph.makes_lists)
        for below, paired in self.graph.consumers[key]:
            found = [(below, item) for _, item in changed] if paired else self.all_of(below) or []
            for series in found if paired or as_a_whole else ():
                self._look_later(series, told=True)
