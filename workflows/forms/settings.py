"""A step kind's settings as a form: made from its pydantic model, checked by it, errors at their fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from pydantic import BaseModel, ValidationError

from workflows.forms.controls import control
from workflows.forms.problems import spoken
from workflows.forms.rows import RowSet, without_nothing
from workflows.forms.shape import shape
from workflows.forms.surroundings import Surroundings

PREFIX = "settings"
LATER = {  # shown under "More"
    "effort", "context_tokens", "passages", "max_output", "max_characters", "pin", "exclude", "on_refusal",
    "recall_from", "recall_tags", "recall_origin", "recall_days", "half_life",
}  # fmt: skip
SHOWN_IF = {
    "parts": ("output", "json"),
    "audit_percent": ("mode", "audit"),
    "pass_to": ("at_timeout", "pass"),
}
"""Settings that matter only for one choice of another."""


@dataclass(frozen=True)
class Part:
    """One setting on the page: a field, or rows."""

    name: str
    field: BoundField | None
    rows: RowSet | None
    later: bool
    shown_if: str  # "input=value"
    group: str = ""  # the heading under which it stands; "": none


class SettingsForm(forms.Form):
    """`settings` holds the checked values, JSON-able, once `is_valid()` said yes."""

    def __init__(
        self,
        model: type[BaseModel],
        around: Surroundings | None = None,
        *,
        data: Any = None,
        settings: Mapping[str, Any] | None = None,
        prefix: str = PREFIX,
    ) -> None:
        super().__init__(data=data, prefix=prefix)
        self.model, self.settings = model, dict(settings or {})
        self.rows: dict[str, RowSet] = {}
        for name, info in model.model_fields.items():
            default = None if info.is_required() else info.get_default(call_default_factory=True)
            value = self.settings.get(name, default)
            if shape(info).holds == "rows":
                around_ = around or Surroundings()
                initial = [row.model_dump() if isinstance(row, BaseModel) else row for row in value or ()]
                self.rows[name] = RowSet(name, info, around_, data=data, initial=initial, prefix=prefix)
            else:
                self.fields[name] = control(name, info, around or Surroundings())
                self.fields[name].initial = value

    @property
    def parts(self) -> Iterator[Part]:
        """Fields and rows in the order of the settings model."""
        headings = {name: words for words, names in self._groups.items() for name in names}
        for name in self.model.model_fields:
            other, value = SHOWN_IF.get(name, ("", ""))
            shown_if = f"{self.prefix}-{other}={value}" if other in self.fields else ""
            rows = self.rows.get(name)
            yield Part(
                name, None if rows else self[name], rows, name in LATER, shown_if, headings.get(name, "")
            )

    @property
    def _groups(self) -> Mapping[str, tuple[str, ...]]:
        return getattr(self.model, "groups", {})  # a form of something else than a step has none

    @property
    def groups(self) -> list[tuple[str, list[Part], bool]]:
        """Heading, its parts, and whether any of them says something: those open by themselves."""
        named = {part.name: part for part in self.parts}
        found = ((words, [named[name] for name in names]) for words, names in self._groups.items())
        return [(words, parts, any(map(self._says_something, parts))) for words, parts in found]

    def _says_something(self, part: Part) -> bool:
        if part.rows:
            return bool(part.rows.forms)
        value, usual = self[part.name].value(), self.model.model_fields[part.name].default
        return bool(self[part.name].errors) or bool(value and str(value) != str(usual))

    def clean(self) -> dict[str, Any]:
        values = without_nothing(super().clean() or self.cleaned_data, self.model)
        values |= {name: rows.clean() for name, rows in self.rows.items()}
        try:
            checked = self.model.model_validate(values)
        except ValidationError as error:
            for place, sentence in spoken(error):
                self._say(place, sentence)
        else:
            self.settings = checked.model_dump(mode="json")
        return values

    def is_valid(self) -> bool:
        return super().is_valid() and all(rows.is_fine for rows in self.rows.values())

    @property
    def rows_wrong(self) -> bool:
        return self.is_bound and not all(rows.is_fine for rows in self.rows.values())

    @property
    def later_wrong(self) -> bool:
        return any(name in LATER for name in self.errors)

    def _say(self, place: tuple[int | str, ...], sentence: str) -> None:
        name = str(place[0]) if place else ""
        if name in self.rows:
            self._say_in_row(self.rows[name], place[1:], sentence)
        elif name in self.fields:
            if name not in self.errors:  # what could not even be read is said already
                self.add_error(name, sentence)
        else:
            self.add_error(None, sentence)

    def _say_in_row(self, rows: RowSet, place: tuple[int | str, ...], sentence: str) -> None:
        if not place or not isinstance(place[0], int):
            rows.errors.append(sentence)
            return
        row = rows.kept[place[0]]
        if len(place) > 1 and place[1] in row.rows:
            self._say_in_row(row.rows[str(place[1])], place[2:], sentence)
            return
        field = str(place[1]) if len(place) > 1 and place[1] in row.fields and place[1] != "key" else None
        if field not in row.errors:
            row.add_error(field, sentence)
