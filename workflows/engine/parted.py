"""A definition taken apart into the values that people change one by one, and put together again.

Parts that have a key (questions, steps, criteria) are Rows: found again by it, and in an order that means something.
Everything else is a plain mapping or a value. Settings that nobody touched hold their defaults, so that "not said" and
"said as it would be anyway" are one thing; `whole` writes them again as one of the sides had them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from workflows.engine.definition import Definition, Step
from workflows.engine.kinds import KINDS

Parts = dict[str, Any]


class Rows(dict[str, Any]):
    """Key -> the whole row, in order."""


def same(one: Any, other: Any) -> bool:
    """The order counts in Rows only."""
    if isinstance(one, dict) and isinstance(other, dict):
        if isinstance(one, Rows) != isinstance(other, Rows) or one.keys() != other.keys():
            return False
        return (not isinstance(one, Rows) or list(one) == list(other)) and all(
            same(value, other[name]) for name, value in one.items()
        )
    return bool(type(one) is type(other) or _numbers(one, other)) and one == other


def _numbers(*values: Any) -> bool:
    """1 and 1.0 are one number; True is none."""
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def parted(definition: Definition) -> Parts:
    return {
        "fields": Rows({field.key: field.model_dump(mode="json") for field in definition.fields}),
        "steps": Rows({step.key: _step(step) for step in definition.steps}),
        "limits": definition.limits.model_dump(mode="json"),
    }


def whole(parts: Parts, *sides: Definition) -> Definition:
    """Settings stand as the first of the sides has them that means the same."""
    raw = [{step.key: step for step in side.steps} for side in sides]
    steps = [
        _whole_step(step, [side[key] for side in raw if key in side]) for key, step in parts["steps"].items()
    ]
    return Definition.model_validate(
        {"fields": list(parts["fields"].values()), "steps": steps, "limits": parts["limits"]}
    )


def _step(step: Step) -> Parts:
    plain = step.model_dump(mode="json")
    return {**plain, "settings": _settings(step.kind, plain["settings"])}


def _settings(kind: str, settings: Mapping[str, Any]) -> Parts:
    known = KINDS[kind].module.Settings.model_fields if kind in KINDS else {}
    filled = _filled(known, settings)
    return {name: _rows(known.get(name), value) for name, value in filled.items()}


def _filled(known: Mapping[str, FieldInfo], values: Mapping[str, Any]) -> Parts:
    defaults = {
        name: info.get_default(call_default_factory=True)
        for name, info in known.items()
        if not info.is_required()
    }
    return {**{name: _plain(value) for name, value in defaults.items()}, **values}


def _plain(value: Any) -> Any:
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _rows(info: FieldInfo | None, value: Any) -> Any:
    """A list whose entries can be told apart by their key or name; any other is one value."""
    model = _row_model(info) if info else None
    if model is None or not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return value
    by = "key" if "key" in model.model_fields else "name"
    names = [row.get(by) for row in value]
    if len(set(map(str, names))) < len(names) or not all(isinstance(name, str) and name for name in names):
        return value
    return Rows({str(row[by]): _filled(model.model_fields, row) for row in value})


def _row_model(info: FieldInfo) -> type[BaseModel] | None:
    entry = next(iter(get_args(info.annotation)), None)
    is_list = get_origin(info.annotation) in (list, tuple)
    return entry if is_list and isinstance(entry, type) and issubclass(entry, BaseModel) else None


def _whole_step(step: Parts, sides: Sequence[Step]) -> Parts:
    settings: Parts = {}
    for name, value in step["settings"].items():
        for side in sides:
            has = _settings(side.kind, side.settings)
            if side.kind == step["kind"] and name in has and same(has[name], value):
                settings |= {name: side.settings[name]} if name in side.settings else {}
                break
        else:
            settings[name] = list(value.values()) if isinstance(value, Rows) else value
    return {**step, "settings": settings}
