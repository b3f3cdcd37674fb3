"""No secret leaves on a page: every text of it goes through one mask, whatever part it stands in."""

from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from tenants.masking import masked
from workflows.engine.definition import Definition, Step

Value = TypeVar("Value")


def sealed(value: Value, except_for: Collection[str] = ()) -> Value:
    """The same value with every text in it masked. `except_for` names attributes of `value` that stay."""
    return _sealed(value, except_for)


def _sealed(value: Any, except_for: Collection[str] = ()) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, Mapping):
        return {name: _sealed(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_sealed(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value) if field.name not in except_for]
        return replace(value, **{name: _sealed(getattr(value, name)) for name in names})
    return value


def sealed_definition(definition: Definition) -> Definition:
    """To be drawn. It is not checked again: a mask may not fit where its secret stood."""
    fields = tuple(field.model_copy(update={"label": masked(field.label)}) for field in definition.fields)
    return definition.model_copy(update={"fields": fields, "steps": tuple(map(_step, definition.steps))})


def _step(step: Step) -> Step:
    texts = {name: masked(getattr(step, name)) for name in ("title", "purpose", "when", "for_each")}
    return step.model_copy(update={**texts, "settings": _sealed(step.settings)})
