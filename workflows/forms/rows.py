"""A list of objects as rows of a form: add, remove, drag. The order on the page is the order that is kept."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from workflows.engine import keys
from workflows.forms.controls import control
from workflows.forms.shape import hint, label, shape
from workflows.forms.surroundings import Surroundings

BLANKS = ("__n__", "__m__")  # stand for the number of a row that the page adds: of rows, and of rows in a row


@dataclass(frozen=True)
class Place:
    """One control of a row on the page: a field, or rows of its own."""

    field: BoundField | None
    rows: "RowSet | None"
    shown_if: str  # "input=value"


class RowForm(forms.Form):
    """One object. Its `key`, if any, is made from its name and then kept: prompts and scores refer to it."""

    def __init__(self, model: type[BaseModel], around: Surroundings, depth: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.model = model
        self.rows: dict[str, RowSet] = {}
        for name, info in model.model_fields.items():
            if shape(info).holds == "rows":
                self.rows[name] = self._rows_within(name, info, around, depth + 1)
                continue
            self.fields[name] = control(name, info, around)
            if not info.is_required():
                self.fields[name].initial = info.get_default(call_default_factory=True)
        if "key" in self.fields:
            self.fields["key"].widget = forms.HiddenInput()

    def _rows_within(self, name: str, info: FieldInfo, around: Surroundings, depth: int) -> "RowSet":
        data, initial = (self.data if self.is_bound else None), (self.initial or {}).get(name) or ()
        prefix = str(self.prefix)
        return RowSet(name, info, around, data=data, initial=initial, prefix=prefix, depth=depth)

    @property
    def places(self) -> Iterator[Place]:
        """In the order of the model; what matters for one choice of another is shown with that."""
        for name, info in self.model.model_fields.items():
            wanted = hint(info, "shown_if") or ""
            rows = self.rows.get(name)
            yield Place(None if rows else self[name], rows, f"{self.prefix}-{wanted}" if wanted else "")

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors) or not all(rows.is_fine for rows in self.rows.values())

    @property
    def kept_key(self) -> str:
        return str(self["key"].value() or "") if "key" in self.fields else ""

    def is_blank(self) -> bool:
        """Nothing written into it: a row that was added and left alone."""
        named = [
            n for n, info in self.model.model_fields.items() if shape(info).holds == "words" and n != "key"
        ]
        written = any(str(self.cleaned_data.get(name) or "").strip() for name in named)
        return not written and not any(rows.kept for rows in self.rows.values())


class RowSet:
    """All rows of one setting."""

    def __init__(
        self,
        name: str,
        info: FieldInfo,
        around: Surroundings,
        *,
        data: Any = None,
        initial: Sequence[Mapping[str, Any]] = (),
        prefix: str = "",
        depth: int = 0,
    ) -> None:
        model = shape(info).model
        assert model is not None
        self.name, self.model, self.around = name, model, around
        self.label, self.help_text = label(name, info), info.description or ""
        self.prefix = f"{prefix}-{name}" if prefix else name
        self.place = f"set-{self.prefix}"  # its id on the page
        self.errors: list[str] = []
        self.data, self.depth, self.blank_number = data, depth, BLANKS[depth]
        self.forms = [self._row(n, None) for n in _numbers(data, self.prefix)] if data is not None else []
        if data is None:
            self.forms = [self._row(n, dict(row)) for n, row in enumerate(initial)]
        self.kept = self.forms

    def _row(self, number: int | str, initial: dict[str, Any] | None) -> RowForm:
        prefix = f"{self.prefix}-{number}"
        bound = self.data if initial is None and number != self.blank_number else None
        return RowForm(self.model, self.around, self.depth, data=bound, initial=initial, prefix=prefix)

    def __iter__(self) -> Iterator[RowForm]:
        return iter(self.forms)

    @property
    def blank(self) -> RowForm:
        """The row that the page copies when one is added."""
        return self._row(self.blank_number, None)

    def clean(self) -> list[dict[str, Any]]:
        """The rows with something in them, in the page's order, each with a key of its own."""
        within = {id(form): _cleaned(form) for form in self.forms}
        self.kept = [form for form in self.forms if form.is_wrong or not form.is_blank()]
        rows = [self._as_kept(form) | within[id(form)] for form in self.kept]
        if "key" in self.model.model_fields:
            _give_keys(rows)
        return rows

    def _as_kept(self, form: RowForm) -> dict[str, Any]:
        """Nobody has to know what a key may look like: “Subject line” becomes subject_line."""
        row = without_nothing(form.cleaned_data, self.model)
        named = [name for name, info in self.model.model_fields.items() if _is_key(info) and row.get(name)]
        return row | {name: keys.slug(str(row[name])) for name in named}

    @property
    def is_fine(self) -> bool:
        return not self.errors and not any(form.is_wrong for form in self.kept)


def _cleaned(form: RowForm) -> dict[str, Any]:
    """Cleans a row; gives what its own rows hold."""
    form.full_clean()
    return {name: rows.clean() for name, rows in form.rows.items()}


def without_nothing(values: Mapping[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """Leaves out an empty number where the setting has a default of its own."""
    fields = model.model_fields
    return {
        name: value
        for name, value in values.items()
        if value is not None or shape(fields[name]).optional or fields[name].is_required()
    }


def _is_key(info: FieldInfo) -> bool:
    return any(getattr(rule, "pattern", None) == keys.PATTERN for rule in info.metadata)


def _give_keys(rows: list[dict[str, Any]]) -> None:
    taken = {row["key"] for row in rows if row.get("key")}
    for row in rows:
        if not row.get("key"):
            row["key"] = keys.unused(keys.slug(str(row.get("name") or row.get("label") or "")), taken)
            taken.add(row["key"])


def _numbers(data: Any, prefix: str) -> list[int]:
    """The rows' numbers in the order in which the page sent them."""
    pattern = re.compile(rf"{re.escape(prefix)}-(\d+)-")
    found = (pattern.match(name) for name in data)
    return list(dict.fromkeys(int(match.group(1)) for match in found if match))
