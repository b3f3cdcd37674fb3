"""A form control for each type of setting, and for each setting that names a step, a field or a route."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from django import forms
from pydantic.fields import FieldInfo
from unfold import widgets

from workflows.engine.definition import WHEN_TIGHT
from workflows.forms.shape import Shape, hint, label, shape
from workflows.forms.surroundings import SHELF, Choices, Surroundings

LIQUID = {"prompt", "template", "url", "title", "slug"}  # templates: the page offers the variables in reach
LONG = {
    "prompt": 12,
    "template": 8,
    "instructions": 4,
    "description": 2,
    "scale": 2,
    "good": 2,
    "bad": 2,
}  # rows of the box
OPTIONS: dict[str, dict[str, str]] = {  # setting -> its options in words, where the option is a term of ours
    "output": {"text": "One text", "json": "Named parts", "lines": "A list, one entry a line"},
    "mode": {
        "always": "Every piece",
        "flagged": "Only flagged pieces",
        "audit": "Flagged pieces and a random share",
    },
    "who": {"client": "The client", "staff": "The agency"},
    "cost_when_tight": WHEN_TIGHT,
}
REFERENCES: dict[str, tuple[str, str]] = {  # setting -> what it names, the words for nothing chosen
    "subject": ("steps", "The step that it comes after"),
    "back_to": ("steps", "The step that wrote the piece"),
    "route": ("routes", ""),
    "pin": ("models", "The route decides"),
    "exclude": ("models", ""),
    "connection": ("connections", SHELF),
    "facts_from_brief": ("fields", ""),
    "reviewers": ("people", ""),
    "escalate_to": ("people", ""),
    "pass_to": ("people", ""),
    "files": ("files", ""),
}


class LinesField(forms.CharField):
    """A list of strings, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 4}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]


class NamingField(forms.ChoiceField):
    """Names something of the workflow. A name that is gone stays visible, so that saving does not hide it."""

    widget = widgets.UnfoldAdminSelectWidget

    def valid_value(self, value: Any) -> bool:
        return True  # what does not exist is listed among the workflow's problems

    def prepare_value(self, value: Any) -> Any:
        _keep_showing(self, [value] if value else [])
        return value


class NamingSeveralField(forms.MultipleChoiceField):
    widget = widgets.UnfoldAdminCheckboxSelectMultipleWidget

    def prepare_value(self, value: Any) -> Any:
        _keep_showing(self, value or ())
        return value

    def valid_value(self, value: Any) -> bool:
        return True


def _keep_showing(field: forms.ChoiceField, names: Iterable[Any]) -> None:
    choices = list(cast(Choices, field.choices))
    gone = [str(name) for name in names if str(name) not in dict(choices)]
    field.choices = [*choices, *((name, f"{name} (not there any more)") for name in gone)]


def control(name: str, info: FieldInfo, around: Surroundings) -> forms.Field:
    """Never required: pydantic says what is missing, in one place and one voice."""
    what = shape(info)
    words = {"label": label(name, info), "help_text": info.description or "", "required": False}
    if name in REFERENCES:
        return _reference(name, what, around, words)
    return _CONTROLS[what.holds](name, info, what, words)


def is_liquid(name: str, info: FieldInfo) -> bool:
    return hint(info, "liquid") is True or (name in LIQUID and shape(info).holds == "words")


def _reference(name: str, what: Shape, around: Surroundings, words: dict[str, Any]) -> forms.Field:
    source, nothing = REFERENCES[name]
    choices: Choices = getattr(around, source)
    help_text, empty, _ = words["help_text"].partition("; left empty")
    if nothing and empty:  # the option for nothing chosen says it already
        words["help_text"] = f"{help_text}."
    if what.holds == "lines":
        return NamingSeveralField(choices=list(choices), **words)
    return NamingField(choices=[("", nothing), *choices] if nothing else list(choices), **words)


def _words(name: str, info: FieldInfo, what: Shape, words: dict[str, Any]) -> forms.Field:
    attrs: dict[str, Any] = {"data-liquid": ""} if is_liquid(name, info) else {}
    rows = hint(info, "rows") or LONG.get(name)
    if rows:
        box = widgets.UnfoldAdminTextareaWidget(attrs={"rows": rows, **attrs})
        return forms.CharField(widget=box, strip=False, **words)
    return forms.CharField(widget=widgets.UnfoldAdminTextInputWidget(attrs=attrs), **words)


def _choice(name: str, info: FieldInfo, what: Shape, words: dict[str, Any]) -> forms.Field:
    named = hint(info, "labels") or OPTIONS.get(name, {})
    choices = [(option, named.get(option, option.replace("_", " ").capitalize())) for option in what.options]
    return forms.ChoiceField(choices=choices, widget=widgets.UnfoldAdminSelectWidget(), **words)


def _whole(name: str, info: FieldInfo, what: Shape, words: dict[str, Any]) -> forms.Field:
    return forms.IntegerField(widget=widgets.UnfoldAdminIntegerFieldWidget(attrs=_bounds(info)), **words)


def _number(name: str, info: FieldInfo, what: Shape, words: dict[str, Any]) -> forms.Field:
    attrs = {"step": "any", **_bounds(info)}
    return forms.FloatField(widget=widgets.UnfoldAdminDecimalFieldWidget(attrs=attrs), **words)


def _yes_no(name: str, info: FieldInfo, what: Shape, words: dict[str, Any]) -> forms.Field:
    return forms.BooleanField(widget=widgets.UnfoldBooleanSwitchWidget(), **words)


def _lines(name: str, info: FieldInfo, what: Shape, words: dict[str, Any]) -> forms.Field:
    if "per line" not in words["help_text"]:
        words["help_text"] = f"{words['help_text']} One a line.".strip()
    return LinesField(**words)


def _bounds(info: FieldInfo) -> dict[str, Any]:
    """The limits of a number, as the browser's own hints."""
    return {
        hint_: getattr(rule, limit)
        for rule in info.metadata
        for hint_, limit in (("min", "ge"), ("max", "le"))
        if getattr(rule, limit, None) is not None
    }


_CONTROLS: dict[str, Callable[[str, FieldInfo, Shape, dict[str, Any]], forms.Field]] = {
    "words": _words,
    "choice": _choice,
    "whole": _whole,
    "number": _number,
    "yes_no": _yes_no,
    "lines": _lines,
}
