"""What a step sees: the brief and the outputs of the attempts above it, found by following what was consumed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflows.engine.attempts import BRIEF, Attempt, Consumed, Series, Spent
from workflows.engine.definition import Definition, Field, Step
from workflows.engine.history import History
from workflows.engine.parts import empty

NOTHING_SPENT = Spent()
EMPTY: Mapping[str, Any] = {"list": [], "choices": [], "files": [], "yes_no": False, "number": None}


def brief(definition: Definition, history: History) -> dict[str, Any]:
    """The brief's answers, with an empty value for each question that was not answered.

    In the order of the form: storage forgets it, and whoever reads the brief as a whole should meet it as it was asked.
    """
    first = history.get((BRIEF, None), 1)
    given = dict((first.output.get("data") or {}) if first else {})
    answers = answered(definition, given)
    return {**answers, **{key: value for key, value in given.items() if key not in answers}}


def answered(definition: Definition, given: Mapping[str, Any]) -> dict[str, Any]:
    """The same of answers that belong to no run."""
    return {f.key: _empty(f) if given.get(f.key) is None else given[f.key] for f in definition.fields}


def readable(brief: Mapping[str, Any]) -> dict[str, Any]:
    """The brief as words: of files their names."""
    return {key: _names(value) if isinstance(value, list) else value for key, value in brief.items()}


def _names(value: list[Any]) -> list[Any]:
    return [one.get("name", "") if isinstance(one, Mapping) else one for one in value]


def _empty(field: Field) -> Any:
    return EMPTY.get(field.kind, "")


def steps(history: History, series: Series, trace: Mapping[Series, Attempt]) -> dict[str, dict[str, Any]]:
    """Key -> {"text", "data", "items"} of every step above, as templates see them."""
    key, item = series
    by_key: dict[str, dict[int | None, Attempt]] = {}
    for (above, index), attempt in trace.items():
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
    if not step.for_each and found:
        return value(step, found[None])
    items = [value(step, found[index]) for index in sorted(found, key=lambda i: -1 if i is None else i)]
    return {
        "text": "\n\n".join(str(one["text"]) for one in items if one["text"]),
        "data": [one.get("data") for one in items],
        "items": items,
    }


def value(step: Step, attempt: Attempt) -> dict[str, Any]:
    """A skipped step is empty: no text, and each part that it declares without content."""
    if attempt.state == "skipped":
        return unmade(step)
    seen = {"text": attempt.output.get("text", "")}
    return {**seen, "data": attempt.output["data"]} if "data" in attempt.output else seen


def unmade(step: Step) -> dict[str, Any]:
    """What templates see of a step before it ran: as of one that was skipped."""
    return {"text": "", "data": _empty_parts(step), "items": []}


def _empty_parts(step: Step) -> Any:
    parts = step.settings.get("parts")
    if not isinstance(parts, (list, tuple)) or not parts:
        return []
    return {str(p.get("name", "")): empty(str(p.get("kind", "text"))) for p in parts}


def values(
    history: History,
    series: Series,
    consumed: Consumed,
    now: datetime,
    item: Any,
    client: str = "",
    spent: Spent = NOTHING_SPENT,
) -> dict[str, Any]:
    """Everything that a template of this step may use."""
    seen = brief(history.definition, history), steps(history, series, history.trace(series, consumed))
    return named(*seen, client, now, item, series[1] is not None, spent)


def named(
    brief: Mapping[str, Any],
    steps: Mapping[str, Any],
    client: str,
    now: datetime,
    item: Any,
    has_item: bool,
    spent: Spent = NOTHING_SPENT,
) -> dict[str, Any]:
    """The names that templates know: brief, steps, client, today, run, and item where there is one."""
    seen = {
        "brief": readable(brief),
        "steps": steps,
        "client": {"name": client},
        "today": now.date().isoformat(),
        "run": spent.named,
    }
    return {**seen, "item": item} if has_item else seen
