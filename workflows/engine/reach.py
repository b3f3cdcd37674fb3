"""What a step sees: the brief and the outputs of the attempts above it, found by following what was consumed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from workflows.engine.attempts import BRIEF, LEFT_OUT, Attempt, Consumed, Series
from workflows.engine.definition import Definition, Field, Step

EMPTY: Mapping[str, Any] = {"list": [], "choices": [], "yes_no": False, "number": None}


class History:
    """A run's attempts, by series and number."""

    def __init__(self, definition: Definition, attempts: Sequence[Attempt]):
        self.definition = definition
        self.graph = definition.graph
        self.series: dict[Series, list[Attempt]] = {}
        for attempt in attempts:
            self.series.setdefault(attempt.series, []).append(attempt)
        for tries in self.series.values():
            tries.sort(key=lambda attempt: attempt.number)

    def of(self, series: Series) -> list[Attempt]:
        return self.series.get(series, [])

    def last(self, series: Series) -> Attempt | None:
        tries = self.series.get(series)
        return tries[-1] if tries else None

    def get(self, series: Series, number: int) -> Attempt | None:
        return next((attempt for attempt in self.of(series) if attempt.number == number), None)

    def next_number(self, series: Series) -> int:
        last = self.last(series)
        return last.number + 1 if last else 1

    def parents(self, series: Series, consumed: Consumed) -> list[tuple[Series, int]]:
        """The attempts named by `consumed`, left-out items and the revised round of its own aside."""
        key, item = series
        found: list[tuple[Series, int]] = []
        for need, numbers in consumed.items():
            if need == key:
                continue
            if self.graph.paired(key, need):
                found += [((need, item), n) for n in numbers]
            elif self.graph.fans_out(need):
                found += [((need, index), n) for index, n in enumerate(numbers)]
            else:
                found += [((need, None), n) for n in numbers]
        return [(parent, n) for parent, n in found if n != LEFT_OUT]

    def effective(self, attempt: Attempt) -> Consumed:
        """What it consumed; for a settled gate that names an earlier round as best, what it consumed then."""
        judged = self.judged_best(attempt)
        return judged.consumed if judged else attempt.consumed

    def judged_best(self, attempt: Attempt) -> Attempt | None:
        """The gate's own attempt at the round that it names as best."""
        if attempt.best_of is None:
            return None
        for earlier in reversed(self.of(attempt.series)):
            judged = {n for s, n in self.rounds(earlier, attempt.back_to) if earlier.number < attempt.number}
            if attempt.best_of in judged:
                return earlier
        return None

    def rounds(self, attempt: Attempt, key: str) -> set[tuple[Series, int]]:
        """Which rounds of a step it is about, as it consumed them."""
        return {(s, a.number) for s, a in self.trace(attempt.series, attempt.consumed).items() if s[0] == key}

    def trace(self, series: Series, consumed: Consumed) -> dict[Series, Attempt]:
        """Every attempt above, by what was consumed; where ways disagree (it is stale then), the newest."""
        found: dict[Series, Attempt] = {}
        todo = self.parents(series, consumed)
        while todo:
            parent, number = todo.pop()
            known = found.get(parent)
            attempt = self.get(parent, number)
            if attempt is None or (known and known.number >= number):
                continue
            found[parent] = attempt
            todo += self.parents(parent, self.effective(attempt))
        return found


def brief(definition: Definition, history: History) -> dict[str, Any]:
    """The brief's answers, with an empty value for each question that was not answered.

    In the order of the form: storage forgets it, and whoever reads the brief as a whole should meet it as it was asked.
    """
    first = history.get((BRIEF, None), 1)
    given = dict((first.output.get("data") or {}) if first else {})
    answers = {f.key: _empty(f) if given.get(f.key) is None else given[f.key] for f in definition.fields}
    return {**answers, **{key: value for key, value in given.items() if key not in answers}}


def _empty(field: Field) -> Any:
    return EMPTY.get(field.kind, "")


def steps(history: History, series: Series, consumed: Consumed) -> dict[str, dict[str, Any]]:
    """Key -> {"text", "data", "items"} of every step above, as templates see them."""
    key, item = series
    by_key: dict[str, dict[int | None, Attempt]] = {}
    for (above, index), attempt in history.trace(series, consumed).items():
        if above != BRIEF:
            by_key.setdefault(above, {})[index] = attempt
    graph = history.graph
    for above in graph.above.get(key, ()):
        by_key.setdefault(above, {})  # nothing of it was made: an empty list, or all items left out
    return {
        above: seen_as(graph.steps[above], found, item if graph.paired(key, above) else None)
        for above, found in by_key.items()
    }


def seen_as(step: Step, found: Mapping[int | None, Attempt], own: int | None) -> dict[str, Any]:
    if own is not None and own in found:
        return value(step, found[own])
    items = [value(step, found[index]) for index in sorted(found, key=lambda i: -1 if i is None else i)]
    if not step.for_each and items:
        return items[0]
    return {
        "text": "\n\n".join(str(one["text"]) for one in items if one["text"]),
        "data": [one.get("data") for one in items],
        "items": items,
    }


def value(step: Step, attempt: Attempt) -> dict[str, Any]:
    """A skipped step is empty: no text, and each part that it declares without content."""
    if attempt.state == "skipped":
        return {"text": "", "data": _empty_parts(step), "items": []}
    seen = {"text": attempt.output.get("text", "")}
    return {**seen, "data": attempt.output["data"]} if "data" in attempt.output else seen


def _empty_parts(step: Step) -> Any:
    parts = step.settings.get("parts")
    if not isinstance(parts, (list, tuple)) or not parts:
        return []
    return {str(p.get("name", "")): [] if p.get("kind") == "list" else "" for p in parts}


def values(
    history: History, series: Series, consumed: Consumed, now: datetime, item: Any, client: str = ""
) -> dict[str, Any]:
    """Everything that a template of this step may use."""
    seen = brief(history.definition, history), steps(history, series, consumed)
    return named(*seen, client, now, item, has_item=series[1] is not None)


def named(
    brief: Mapping[str, Any], steps: Mapping[str, Any], client: str, now: datetime, item: Any, has_item: bool
) -> dict[str, Any]:
    """The names that templates know: brief, steps, client, today, and item where there is one."""
    seen = {"brief": brief, "steps": steps, "client": {"name": client}, "today": now.date().isoformat()}
    return {**seen, "item": item} if has_item else seen
