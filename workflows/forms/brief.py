"""The intake form of a workflow, as staff fill it in. What an answer may be is checked by workflows.intake."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from unfold import widgets

from workflows import intake
from workflows.engine.definition import Field

PREFIX = "brief-"
NOT_CHOSEN = ("", "Choose …")


class BriefForm(forms.Form):
    """Widgets only: every answer goes to `intake` as it was posted, so that form and API read it alike."""

    def __init__(
        self, fields: Sequence[Field], data: Any = None, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(initial=dict(initial or {}), prefix=PREFIX.rstrip("-"))
        self.asked = fields
        self.values = intake.posted(fields, data, PREFIX) if data is not None else None
        for field in fields:
            self.fields[field.key] = forms.Field(
                label=field.label, help_text=field.help, required=field.required, widget=_widget(field)
            )
            if self.values is not None:
                self.initial[field.key] = self.values[field.key]
            elif field.key in self.initial and isinstance(self.initial[field.key], list):
                self.initial[field.key] = _shown(field, self.initial[field.key])

    def show(self, problems: Sequence[intake.Problem]) -> None:
        """Each problem at its question."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {}
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, problem.sentence)


def _shown(field: Field, value: list[str]) -> Any:
    return "\n".join(value) if field.kind == "list" else value


def _widget(field: Field) -> forms.Widget:
    return _WIDGETS[field.kind](field)


def _text(rows: int) -> Callable[[Field], forms.Widget]:
    return lambda field: widgets.UnfoldAdminTextareaWidget(attrs={"rows": rows, **_limit(field)})


def _line(kind: str) -> Callable[[Field], forms.Widget]:
    return lambda field: widgets.UnfoldAdminTextInputWidget(attrs={"type": kind, **_limit(field)})


def _limit(field: Field) -> dict[str, Any]:
    return {"maxlength": field.max_length} if field.max_length and field.kind in ("line", "text") else {}


def _choice(field: Field) -> forms.Widget:
    return widgets.UnfoldAdminSelectWidget(choices=[NOT_CHOSEN, *((o, o) for o in field.options)])


def _choices(field: Field) -> forms.Widget:
    return widgets.UnfoldAdminCheckboxSelectMultipleWidget(choices=[(o, o) for o in field.options])


_WIDGETS: Mapping[str, Callable[[Field], forms.Widget]] = {
    "line": _line("text"),
    "text": _text(5),
    "number": lambda field: widgets.UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
    "date": _line("date"),
    "choice": _choice,
    "choices": _choices,
    "url": _line("url"),
    "list": _text(4),
    "yes_no": lambda field: widgets.UnfoldBooleanSwitchWidget(),
}
