"""What a pydantic field holds, told from its annotation."""

from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

Holds = Literal["yes_no", "whole", "number", "choice", "lines", "rows", "words"]


@dataclass(frozen=True)
class Shape:
    holds: Holds
    optional: bool = False  # None is a value of its own
    options: tuple[str, ...] = ()
    model: type[BaseModel] | None = None  # of a row


def shape(info: FieldInfo) -> Shape:
    """Raises TypeError for what no form can ask."""
    annotation, optional = _without_none(info.annotation)
    if get_origin(annotation) is Literal:
        return Shape("choice", optional, options=tuple(str(option) for option in get_args(annotation)))
    if get_origin(annotation) in (list, tuple):
        return _list(get_args(annotation)[0], optional)
    simple: dict[Any, Holds] = {bool: "yes_no", int: "whole", float: "number", str: "words"}
    if annotation in simple:
        return Shape(simple[annotation], optional)
    raise TypeError(f"No form control knows the type {annotation}. Add one in workflows/forms/controls.py.")


def _list(entry: Any, optional: bool) -> Shape:
    if isinstance(entry, type) and issubclass(entry, BaseModel):
        return Shape("rows", optional, model=entry)
    return Shape("lines", optional)


def _without_none(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) not in (Union, UnionType):
        return annotation, False
    rest = [part for part in get_args(annotation) if part is not NoneType]
    return (rest[0], True) if len(rest) == 1 else (annotation, False)


def label(name: str, info: FieldInfo) -> str:
    return info.title or name.replace("_", " ").capitalize()


def hint(info: FieldInfo, key: str) -> Any:
    """What a settings model says about its form in `json_schema_extra`, for example {"widget": "prompt"}."""
    extra = info.json_schema_extra
    return extra.get(key) if isinstance(extra, dict) else None
