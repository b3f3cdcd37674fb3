"""A workflow with everything in it: each kind of question and of step, and each setting of it as nobody leaves it.

Made from the kinds' own models, so that a setting that is new tomorrow is in it too.
"""

from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from workflows.engine.definition import Definition, Field, FieldKind, Limits, Step
from workflows.engine.kinds import KINDS

FITTING = {  # where not just any value will do
    "key": "first", "name": "first", "kind": "number", "pattern": "a+b", "per": "run", "pin": "anthropic/x",
    "exclude": ["openai/gpt-6.2-sol"], "max_sentence_words": 25, "audit_percent": 7.5, "judges": 3, "weight": 2.5,
    "threshold": 6.25, "margin": 0.25, "disagreement": 1.5,
}  # fmt: skip
TEXT = "“It’s” — a: text, # with [marks] & {{ brief.line }}\nand two lines, Ελληνικά 中文 😀"


def everything() -> Definition:
    fields = tuple(
        Field(
            key=kind, label=f"{kind}: # ü", kind=kind, help=TEXT, required=False, options=("no", "on: 1"), max_length=7
        )
        for kind in get_args(FieldKind)
    )  # fmt: skip
    keys = list(KINDS)
    steps = tuple(
        Step(
            key=key, kind=key, title=f"{key} 中: # x", purpose=TEXT, needs=tuple(keys[max(0, at - 2) : at]),
            when="brief.yes_no", for_each="brief.list", on_item_failure="leave_out", retries=5, timeout=77,
            settings={name: other(name, info) for name, info in KINDS[key].module.Settings.model_fields.items()},
        )
        for at, key in enumerate(keys)
    )  # fmt: skip
    limits = Limits(
        revisions=1,
        changes=2,
        attempts=99,
        minutes=45,
        cost_usd=1.25,
        cost_warn_percent=60,
        cost_when_tight="degrade",
    )
    return Definition(fields=fields, steps=steps, limits=limits)


def other(name: str, info: Any) -> Any:
    """A value that the setting takes and that isn't its default."""
    default = None if info.is_required() else info.get_default()
    return FITTING[name] if name in FITTING else _value(info.annotation, default)


def _value(kind: Any, default: Any) -> Any:
    if get_origin(kind) is UnionType or NoneType in get_args(kind):
        return _value(next(one for one in get_args(kind) if one is not NoneType), default)
    if get_origin(kind) is Literal:
        return next(one for one in get_args(kind) if one != default)
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        return [_value(inner, None)] if issubclass(inner, BaseModel) else ["one", "no", "a: b"]
    if issubclass(kind, BaseModel):
        return {name: other(name, info) for name, info in kind.model_fields.items()}
    if kind is bool:
        return not default
    return (default or 0) + 3 if kind in (int, float) else TEXT
