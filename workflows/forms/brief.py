"""The intake form of a workflow, as staff fill it in. What an answer may be is checked by workflows.intake."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from unfold import widgets

from workflows import files, intake
from workflows.engine.definition import Field

PREFIX = "brief-"
Receive = Callable[[Sequence[Field], Mapping[str, Any]], tuple[dict[str, Any], list[intake.Problem]]]
NOT_CHOSEN = ("", "Choose …")


class FilesWidget(forms.FileInput):
    """Several files, and those that were given before, each with a box to leave it out."""

    allow_multiple_selected = True

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """By the project's templates, which Django's own renderer of widgets doesn't know."""
        context = self.get_context(name, value, attrs)
        return mark_safe(render_to_string("admin/forms/files.html", context))

    def format_value(self, value: Any) -> Any:
        return [file for file in value or () if isinstance(file, dict) and "name" in file]


class BriefForm(forms.Form):
    """Widgets only: every answer goes to `intake` as it was posted, so that form and API read it alike."""

    def __init__(
        self,
        fields: Sequence[Field],
        data: Any = None,
        initial: Mapping[str, Any] | None = None,
        receive: Receive | None = None,
    ) -> None:
        """`receive` takes in the files that came with the answers."""
        super().__init__(initial=dict(initial or {}), prefix=PREFIX.rstrip("-"))
        self.asked = fields
        self.values = intake.posted(fields, data, PREFIX) if data is not None else None
        self.refused: list[intake.Problem] = []  # files that were not taken
        if self.values is not None and receive:
            self.values, self.refused = receive(fields, self.values)
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
    "files": lambda field: FilesWidget(attrs={"accept": files.ACCEPT}),
}
