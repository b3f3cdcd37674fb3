"""What changed between two definitions, in sentences."""

from collections.abc import Iterator, Sequence
from typing import Any

from workflows.engine.definition import Definition, Field, Limits, Step
from workflows.engine.kinds import KINDS

STEP_WORDS = {
    "title": "its name",
    "kind": "its kind",
    "purpose": "what it says it does",
    "needs": "what it comes after",
    "when": "its condition",
    "for_each": "its list",
    "on_item_failure": "what a failed entry does",
    "retries": "how often it tries again",
    "timeout": "its time limit",
}
LIMIT_WORDS = {
    "revisions": "Rounds that gates may ask for",
    "changes": "Rounds that a reviewer may ask for",
    "attempts": "Attempts of a run",
    "minutes": "Minutes of a run",
    "cost_usd": "Cost limit in USD",
}


def changes(before: Definition, after: Definition) -> list[str]:
    return [
        *_named("Question", before.fields, after.fields),
        *_named("Step", before.steps, after.steps),
        *_limits(before.limits, after.limits),
    ]


def _named(what: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[str]:
    old, new = ({part.key: part for part in parts} for parts in (before, after))
    for key in (key for key in new if key not in old):
        yield f"{what} “{_name(new[key])}” is new."
    for key in (key for key in old if key not in new):
        yield f"{what} “{_name(old[key])}” is gone."
    for key in (key for key in new if key in old and new[key] != old[key]):
        yield f"{what} “{_name(new[key])}”: {_differences(old[key], new[key])}."
    if list(old) != list(new) and old.keys() == new.keys():
        yield f"The order of the {what.lower()}s changed."


def _name(part: Field | Step) -> str:
    return (part.label if isinstance(part, Field) else part.title) or part.key


def _differences(old: Field | Step, new: Field | Step) -> str:
    if isinstance(new, Field):
        names = [name.replace("_", " ") for name in type(new).model_fields if _differ(old, new, name)]
        return "changed in " + _and(names)
    names = [words for name, words in STEP_WORDS.items() if _differ(old, new, name)]
    return "changed in " + _and(names + _settings(old, new))


def _settings(old: Any, new: Step) -> list[str]:
    fields = KINDS[new.kind].module.Settings.model_fields if new.kind in KINDS else {}
    names = [
        name for name in {**old.settings, **new.settings} if old.settings.get(name) != new.settings.get(name)
    ]
    return [
        f"“{(fields[name].title if name in fields else None) or name.replace('_', ' ')}”" for name in names
    ]


def _limits(old: Limits, new: Limits) -> Iterator[str]:
    for name, words in LIMIT_WORDS.items():
        if _differ(old, new, name):
            yield f"{words}: {_value(getattr(old, name))} → {_value(getattr(new, name))}."


def _differ(old: Any, new: Any, name: str) -> bool:
    return bool(getattr(old, name) != getattr(new, name))


def _value(value: Any) -> str:
    return "none" if value is None else f"{value:g}"


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]])) or "its details"
