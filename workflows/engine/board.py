"""Where every series of a run stands, derived from what its attempts consumed and nothing else.

A series is *done* when its current attempt passed (or was skipped) and consumed the current attempts of needs
that are done. Every new attempt upstream therefore makes everything below it stale by itself.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from workflows.engine import reach, templates
from workflows.engine.attempts import BRIEF, LEFT_OUT, Attempt, Series
from workflows.engine.definition import Definition
from workflows.engine.history import History
from workflows.engine.pins import pinned

Standing = Literal["blocked", "ready", "open", "later", "person", "done", "rejected", "dead", "left_out"]
"""blocked: a need isn't done · later: at a known time · dead: failed, and nothing will happen by itself."""

SETTLED = ("done", "left_out")
FIRST = (1,)  # what everybody consumes of the brief


class Board:
    def __init__(self, definition: Definition, attempts: Sequence[Attempt], now: datetime):
        self.definition = definition
        self.graph = definition.graph
        self.history = History(definition, attempts)
        self.now = now
        self.forget_all()

    def forget_all(self) -> None:
        """Everything is worked out again when it is asked for."""
        self._items: dict[str, list[Any] | None] = {}
        self._all: dict[str, list[Series]] = {}
        self._below: dict[Series, frozenset[Series]] = {}
        self._left: dict[str, list[Series]] = {}
        self._offered: dict[str, tuple[int, ...]] = {}
        self._consumption: dict[Series, dict[str, tuple[int, ...]] | None] = {}
        self._standing: dict[Series, Standing] = {}
        self._current: dict[Series, Attempt | None] = {}
        self._pins = pinned(self.history)

    def forget(self, series: Series, *, consumption: bool) -> None:
        """Where one series stands, and what it would consume, is worked out again when it is asked for."""
        self._current.pop(series, None)
        if consumption:
            self._consumption.pop(series, None)
        if self._standing.pop(series, None) in SETTLED:
            self._left.pop(series[0], None)
            self._offered.pop(series[0], None)

    # --- items and series

    def items(self, key: str) -> list[Any] | None:
        """The items of a `for_each`; None while the step that makes the list isn't done."""
        if key not in self._items:
            self._items[key] = None
            source = self.graph.list_source(key)
            if source not in self.graph.steps or self.settled(source):
                self._items[key] = self._listed(key, source)
        return self._items[key]

    def _listed(self, key: str, source: str) -> list[Any]:
        try:
            return templates.listed(self.graph.steps[key].for_each, self._list_values(source))
        except templates.TemplateProblem as problem:
            raise templates.TemplateProblem(
                f"Step “{self.graph.name(key)}”, for each: {problem}"
            ) from problem

    def _list_values(self, source: str) -> dict[str, Any]:
        seen = {BRIEF: reach.brief(self.definition, self.history)}
        if source not in self.graph.steps:
            return seen
        done = [s for s in self.all_of(source) or [] if self.standing(s) == "done"]
        found = {s[1]: attempt for s in done if (attempt := self.current(s))}
        return {**seen, "steps": {source: reach.seen_as(self.graph.steps[source], found, None)}}

    def all_of(self, key: str) -> list[Series] | None:
        """All series of a step; None while their number is unknown."""
        known = self._all.get(key)
        if known is None and (indexes := self._indexes(key)) is not None:
            known = self._all[key] = [(key, index) for index in indexes]
        return known

    def _indexes(self, key: str) -> Iterable[int | None] | None:
        if not self.graph.fans_out(key):
            return (None,)
        items = self.items(key)
        return None if items is None else range(len(items))

    def item(self, series: Series) -> Any:
        """The item that a series is about; None where there is none."""
        items = self.items(series[0]) if series[1] is not None else None
        return items[series[1]] if items and series[1] is not None and series[1] < len(items) else None

    def every(self) -> list[Series]:
        """All known series, upstream first."""
        return [series for key in self.graph.order for series in self.all_of(key) or []]

    def settled(self, key: str) -> bool:
        return self.offered(key) is not None

    def offered(self, key: str) -> tuple[int, ...] | None:
        """What those who join a step consume of it; None while one of its series isn't settled."""
        known = self._offered.get(key)
        if known is None and self._nothing_left(key):
            known = tuple(self._number(series) or LEFT_OUT for series in self.all_of(key) or ())
            self._offered[key] = known
        return known

    def _nothing_left(self, key: str) -> bool:
        """Whether all its series are settled. What was found settled isn't gone through again the next time."""
        left = self._left.get(key)
        if left is None:
            every = self.all_of(key)
            if every is None:
                return False
            left = self._left[key] = every[::-1]
        while left and self.standing(left[-1]) in SETTLED:
            left.pop()
        return not left

    # --- what it would consume now, and what that makes current

    def consumption(self, series: Series) -> dict[str, tuple[int, ...]] | None:
        """What an attempt that starts now consumes; None while a need isn't done."""
        if series not in self._consumption:
            self._consumption[series] = None
            self._consumption[series] = self._consumed_now(series)
        return self._consumption[series]

    def _consumed_now(self, series: Series) -> dict[str, tuple[int, ...]] | None:
        consumed = {}
        for need in self.graph.consumes[series[0]]:
            numbers = FIRST if need == BRIEF else self._numbers(series, need)
            if numbers is None:
                return None
            consumed[need] = numbers
        return consumed

    def _numbers(self, series: Series, need: str) -> tuple[int, ...] | None:
        if not self.graph.paired(series[0], need):
            return self.offered(need)
        number = self._number((need, series[1]))
        return None if number is None else (number,)

    def _number(self, series: Series) -> int | None:
        """What a series offers to those below; None while it isn't settled."""
        standing = self.standing(series)
        if standing == "done" and (current := self.current(series)):
            return current.number
        return LEFT_OUT if standing in SETTLED else None

    def current(self, series: Series) -> Attempt | None:
        """The attempt that counts: the round that a settled gate named as best, else the last one made from
        what is current above, else (then it is stale) the last one."""
        if series not in self._current:
            self._current[series] = (
                self._pins.get(series) or self._matching(series) or self.history.last(series)
            )
        return self._current[series]

    def _matching(self, series: Series) -> Attempt | None:
        tries = self.history.of(series)
        consumed = self.consumption(series) if tries else None
        if consumed is not None:
            for attempt in reversed(tries):
                if self._matches(attempt, consumed):
                    return attempt
        return None

    def _matches(self, attempt: Attempt, consumed: dict[str, tuple[int, ...]]) -> bool:
        before = self.history.effective(attempt)
        return (
            before == consumed
            or {need: tuple(numbers) for need, numbers in before.items() if need != attempt.key} == consumed
        )

    # --- standing

    def standing(self, series: Series) -> Standing:
        known = self._standing.get(series)
        if known is None:
            self._standing[series] = "blocked"  # what a step in a cycle sees of itself
            known = self._standing[series] = self._stands(series)
        return known

    def _stands(self, series: Series) -> Standing:
        last = self.history.last(series)
        if last and last.state == "open":
            return "open"
        consumed = self.consumption(series)
        if consumed is None:
            return "blocked"
        if self._own_item_left_out(series, consumed):
            return "left_out"
        current = self.current(series) if last else None
        if current is None or not self._matches(current, consumed):
            return "ready"
        return self._after(current)

    def _own_item_left_out(self, series: Series, consumed: dict[str, tuple[int, ...]]) -> bool:
        return series[1] is not None and any(
            numbers == (LEFT_OUT,) and self.graph.paired(series[0], need)
            for need, numbers in consumed.items()
        )

    def _after(self, current: Attempt) -> Standing:
        match current.state:
            case "passed" | "skipped":
                return "done"
            case "rejected":
                return "rejected"
            case "waiting" if current.wait_until is None:
                return "person"
            case "waiting":
                return self._due(current.wait_until)
            case _:
                return self._after_failure(current)

    def _due(self, when: datetime | None) -> Standing:
        return "ready" if when is None or when <= self.now else "later"

    def _after_failure(self, failed: Attempt) -> Standing:
        if failed.forgiven:
            return "ready"
        step = self.graph.steps[failed.key]
        if failed.retry_at is not None and self.history.failures(failed) <= step.retries:
            return self._due(failed.retry_at)
        return "left_out" if failed.item is not None and step.on_item_failure == "leave_out" else "dead"

    # --- the graph of series

    def below(self, series: Series) -> frozenset[Series]:
        """All series downstream of a series, as far as their number is known."""
        if series not in self._below:
            self._below[series] = frozenset(self._reach(series))
        return self._below[series]

    def _reach(self, series: Series) -> set[Series]:
        found: set[Series] = set()
        todo = [series]
        while todo:
            at = todo.pop()
            for key, paired in self.graph.consumers[at[0]]:
                new = {(key, at[1])} if paired else set(self.all_of(key) or ())
                todo += new - found
                found |= new
        return found
