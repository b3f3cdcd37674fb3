"""Two definitions compared: by question, by step, by setting, by limit."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic.fields import FieldInfo

from workflows.comparing.difference import Difference, Line, Mark, Part
from workflows.comparing.values import spoken
from workflows.engine.definition import Definition, Field, Limits, Step
from workflows.engine.kinds import KINDS
from workflows.forms.questions import Question
from workflows.forms.shape import label, shape

STEP_LABELS = {
    "title": "Name",
    "kind": "Kind",
    "purpose": "What it does",
    "needs": "Comes after",
    "when": "Only if",
    "for_each": "Once for each of",
    "on_item_failure": "If one entry fails",
    "retries": "Tries again",
    "timeout": "Gives up after (seconds)",
}
LIMIT_LABELS = {
    "revisions": "Rounds that gates may ask for",
    "changes": "Rounds that a reviewer may ask for",
    "attempts": "Attempts of a run",
    "minutes": "Minutes of a run",
    "cost_usd": "Cost limit in USD",
    "cost_warn_percent": "Percent of the cost limit to warn at",
    "cost_when_tight": "From the warning on",
}
ITEM_FAILURE = {"fail": "Stop the run", "leave_out": "Leave the entry out"}


def compare(before: Definition, after: Definition) -> Difference:
    return Difference(
        (
            *_questions(before.fields, after.fields),
            *_order("questions", before.fields, after.fields),
            *_steps(before, after),
            *_order("steps", before.steps, after.steps),
            *_limits(before.limits, after.limits),
        )
    )


def _questions(before: Sequence[Field], after: Sequence[Field]) -> Iterator[Part]:
    for old, new in _pairs(before, after):
        both = [_asked(field) if field else {} for field in (old, new)]
        lines = tuple(_of_model(Question.model_fields, both[0], both[1]))
        yield from _part("Question", old, new, lines)


def _asked(field: Field) -> dict[str, Any]:
    return Question.model_validate(field.model_dump(mode="json")).model_dump(mode="json", exclude={"key"})


def _steps(before: Definition, after: Definition) -> Iterator[Part]:
    for old, new in _pairs(before.steps, after.steps):
        lines = (*_of_step(old, new, before, after), *_settings(old, new))
        yield from _part("Step", old, new, lines)


def _of_step(old: Step | None, new: Step | None, before: Definition, after: Definition) -> Iterator[Line]:
    if old is None or new is None:
        return
    for name, words in STEP_LABELS.items():
        values = _said(old, name, before), _said(new, name, after)
        if values[0] != values[1]:
            yield Line(words, *values)


def _said(step: Step, name: str, definition: Definition) -> str:
    value = getattr(step, name)
    if name == "needs":
        return ", ".join(definition.graph.name(key) for key in value) or "the brief"
    if name == "title":
        return step.title or step.key
    if name == "kind":
        return KINDS[value].label if value in KINDS else value
    return ITEM_FAILURE.get(value, value) if name == "on_item_failure" else spoken(value, name)


def _settings(old: Step | None, new: Step | None) -> Iterator[Line]:
    """Of a step that is new or gone: all that it says; of one that stays: what differs."""
    step = new or old
    known = KINDS[step.kind].module.Settings.model_fields if step and step.kind in KINDS else {}
    yield from _of_model(known, old.settings if old else {}, new.settings if new else {})


def _of_model(
    known: Mapping[str, FieldInfo], old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Line]:
    for name in dict.fromkeys([*known, *old, *new]):
        info = known.get(name)
        default = info.get_default(call_default_factory=True) if info and not info.is_required() else None
        values = [_plain(given.get(name, default)) for given in (old, new)]
        if values[0] == values[1]:
            continue
        words = label(name, info) if info else name.replace("_", " ").capitalize()
        if info and shape(info).holds == "rows":
            yield from _rows(words, info, values[0] or [], values[1] or [])
        else:
            yield Line(words, spoken(values[0], name, info), spoken(values[1], name, info))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _rows(words: str, info: FieldInfo, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Line]:
    """A criterion, a part: what differs in each, found again by its key or its name."""
    model = shape(info).model
    known = {name: field for name, field in (model.model_fields if model else {}).items() if name != "key"}
    old, new = _by_key(before), _by_key(after)
    for key in dict.fromkeys([*old, *new]):
        name = f"{words}, “{_named(new.get(key) or old[key])}”"
        if key not in old or key not in new:
            yield Line(name, "is there" if key in old else "–", "is there" if key in new else "–")
        else:
            for line in _of_model(known, _without_key(old[key]), _without_key(new[key])):
                yield Line(f"{name}: {line.label}", line.before, line.after)
    if list(old) != list(new) and old.keys() == new.keys():
        yield Line(words, *(", ".join(map(_named, rows.values())) for rows in (old, new)))


def _by_key(rows: Sequence[Any]) -> dict[str, Mapping[str, Any]]:
    named = [row if isinstance(row, Mapping) else {"name": str(row)} for row in rows]
    return {str(row.get("key") or row.get("name") or n): row for n, row in enumerate(named)}


def _named(row: Mapping[str, Any]) -> str:
    return str(row.get("name") or row.get("label") or row.get("key") or next(iter(row.values()), ""))


def _without_key(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "key"}


def _limits(old: Limits, new: Limits) -> Iterator[Part]:
    values = {name: (getattr(old, name), getattr(new, name)) for name in LIMIT_LABELS}
    lines = tuple(
        Line(LIMIT_LABELS[name], *(spoken(one, name) for one in both))
        for name, both in values.items()
        if both[0] != both[1]
    )
    if lines:
        yield Part("Limits", "limits", "Limits of a run", "changed", lines=lines)


def _order(what: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Part]:
    old, new = ([part.key for part in parts] for parts in (before, after))
    if old != new and set(old) == set(new):
        named = [{part.key: _title(part) for part in parts} for parts in (before, after)]
        words = (", ".join(names.values()) for names in named)
        yield Part("Order", what, what, "changed", lines=(Line("Order", *words),))


def _pairs(before: Sequence[Any], after: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """What is new, in its order; then what is gone; then what stayed and may differ."""
    old, new = ({part.key: part for part in parts} for parts in (before, after))
    yield from ((None, part) for key, part in new.items() if key not in old)
    yield from ((part, None) for key, part in old.items() if key not in new)
    yield from ((old[key], part) for key, part in new.items() if key in old and old[key] != part)


def _part(what: Any, old: Any, new: Any, lines: Sequence[Line]) -> Iterator[Part]:
    one = new or old
    mark: Mark = "changed" if old and new else "added" if new else "removed"
    if lines or mark != "changed":
        yield Part(what, one.key, _title(one), mark, getattr(one, "kind", ""), tuple(lines))


def _title(part: Field | Step) -> str:
    return (part.label if isinstance(part, Field) else part.title) or part.key
