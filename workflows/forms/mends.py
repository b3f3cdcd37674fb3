"""What a refused form wants mended, one line for each place, so that a long page can list them at its head."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms

from workflows.forms.rows import RowSet


@dataclass(frozen=True)
class Mend:
    place: str  # the id on the page; "" where the form as a whole is meant
    label: str
    sentence: str


def mends(*parts: forms.BaseForm | RowSet) -> list[Mend]:
    """In the order of the forms; nothing of a form that wasn't sent."""
    return [mend for part in parts for mend in _of(part, "")]


def _of(part: forms.BaseForm | RowSet, before: str) -> Iterator[Mend]:
    return _of_rows(part, before) if isinstance(part, RowSet) else _of_form(part, before)


def _of_form(form: forms.BaseForm, before: str) -> Iterator[Mend]:
    for name, errors in form.errors.items():
        field = form[name] if name in form.fields else None
        place = field.auto_id if field else ""
        yield Mend(place, before + str(field.label) if field else before, str(errors[0]))
    if form.is_bound:
        for rows in getattr(form, "rows", {}).values():
            yield from _of_rows(rows, before)


def _of_rows(rows: RowSet, before: str) -> Iterator[Mend]:
    name = before + rows.label
    for sentence in rows.errors:
        yield Mend(rows.place, name, sentence)
    for number, row in enumerate(rows.kept, start=1):
        for mend in _of_form(row, f"{name} {number}: "):
            yield Mend(mend.place or rows.place, mend.label.removesuffix(": "), mend.sentence)
