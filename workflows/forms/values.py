"""A part of a draft as plain values by name, the same however it was stored, so that two of them can be compared and
put together again (workflows.merging)."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from workflows.engine.definition import Definition, Field, Step
from workflows.engine.kinds import KINDS

SETTING = "settings."
OWN = ("kind", "title", "purpose", "needs", "when", "for_each", "on_item_failure", "retries", "timeout")


def of_step(step: Step) -> dict[str, Any]:
    """Settings that aren't stored have their defaults, as in the form."""
    own = {name: getattr(step, name) for name in OWN} | {"title": step.title or step.key}
    own["needs"] = sorted(step.needs)
    return plain(own | {SETTING + name: value for name, value in _settings(step).items()})


def as_step(key: str, values: Mapping[str, Any], definition: Definition) -> Step:
    own = {name: values[name] for name in OWN if name in values}
    order = [step.key for step in definition.steps]
    own["needs"] = sorted(own.get("needs", ()), key=lambda n: order.index(n) if n in order else len(order))
    settings = {n.removeprefix(SETTING): v for n, v in values.items() if n.startswith(SETTING)}
    return Step(key=key, settings=settings, **own)


def of_questions(fields: Sequence[Field]) -> dict[str, Any]:
    return {field.key: plain(field.model_dump(mode="json")) for field in fields}


def plain(value: Any) -> Any:
    """As a browser sends it: lines end with one character, nothing blank around."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


def _settings(step: Step) -> dict[str, Any]:
    try:
        return dict(step.read.model_dump(mode="json"))
    except KeyError:  # of an unknown kind
        return dict(step.settings)
    except ValidationError:
        known = KINDS[step.kind].module.Settings.model_fields
        defaults = {
            n: i.get_default(call_default_factory=True) for n, i in known.items() if not i.is_required()
        }
        return defaults | step.settings
