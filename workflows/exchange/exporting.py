"""A version as a file: everything that changes what it does, in one order, and nothing secret.

What equals Baton's defaults is left out, except where it decides. People, runs, documents, keys and what a connection
holds stay at home: the file has a connection's name and a model's name at most.
"""

from typing import Any

from pydantic import BaseModel, ValidationError

from tenants.masking import without_secrets
from workflows.engine.definition import Definition, Step
from workflows.engine.kinds import KINDS
from workflows.exchange.material import Material
from workflows.exchange.writing import write
from workflows.models import Version

DECIDING = {"threshold", "mode", "who", "weight"}  # written where they were set, the default too
LIMITS = {"revisions", "changes", "attempts", "minutes"}  # written always
ABOUT = ("slug", "name", "purpose", "cadence", "minutes_by_hand")


def exported(version: Version) -> str:
    """The file's text."""
    return as_text(material(version))


def material(version: Version) -> Material:
    about = {name: getattr(version.workflow, name) for name in ABOUT}
    return Material.model_construct(**about, definition=version.definition)


def as_text(of: Material) -> str:
    """Always the same for the same; `owner` and `gallery` are not written."""
    return write(without_secrets(as_values(of)))


def as_values(of: Material) -> dict[str, Any]:
    about = {name: getattr(of, name) for name in ABOUT}
    return {name: value for name, value in about.items() if value not in ("", None)} | {
        "definition": _definition(of.definition)
    }


def _definition(definition: Definition) -> dict[str, Any]:
    return {
        "fields": [_lean(field, {"key", "label", "kind"}) for field in definition.fields],
        "steps": [_step(step) for step in definition.steps],
        "limits": _lean(definition.limits, LIMITS),
    }


def _step(step: Step) -> dict[str, Any]:
    shown = _lean(step, {"key", "kind"})
    shown.pop("settings", None)
    settings = _settings(step)
    return shown | ({"settings": settings} if settings else {})


def _settings(step: Step) -> dict[str, Any]:
    """In the order of the kind's own form: a database doesn't keep one."""
    try:
        return _lean(KINDS[step.kind].module.Settings.model_validate(step.settings))
    except (KeyError, ValidationError):
        return _ordered(step)


def _ordered(step: Step) -> dict[str, Any]:
    """Of a draft that can't be read yet: as it is."""
    known = list(KINDS[step.kind].module.Settings.model_fields) if step.kind in KINDS else []
    place = {name: number for number, name in enumerate(known)}
    names = sorted(step.settings, key=lambda name: (place.get(name, len(known)), name))
    return {name: _sorted(step.settings[name]) for name in names}


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(one) for one in value] if isinstance(value, (list, tuple)) else value


def _lean(part: BaseModel, always: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    """Its fields in their order, without those that say what would hold anyway."""
    kept = always | (DECIDING & part.model_fields_set)
    fields = type(part).model_fields.items()
    values = ((name, info, getattr(part, name)) for name, info in fields)
    return {
        name: _plain(value)
        for name, info, value in values
        if info.is_required() or name in kept or value != info.get_default()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return _lean(value)
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value
