"""Every row of a sheet, checked as the intake form would be: the briefs, or all that is wrong with them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from workflows import intake
from workflows.answers import Answer, Wrong
from workflows.engine.definition import Field
from workflows.sheets.cells import letter
from workflows.sheets.columns import Columns, Problem, matched
from workflows.sheets.raw import raw
from workflows.sheets.reading import Row, Sheet


@dataclass(frozen=True)
class Brief:
    row: int  # its number in the file
    values: dict[str, Answer]


@dataclass(frozen=True)
class Checked:
    """`briefs` has every row only where there are no problems."""

    briefs: list[Brief]
    problems: list[Problem]
    notes: list[str]


def check(fields: Sequence[Field], sheet: Sheet) -> Checked:
    columns = matched(fields, sheet)
    briefs, problems = list[Brief](), list(columns.problems)
    for row in sheet.rows:
        brief, wrong = _row(fields, columns, row)
        briefs.append(brief)
        problems += wrong
    return Checked([] if problems else briefs, problems, list(_notes(sheet, columns, briefs)))


def _row(fields: Sequence[Field], columns: Columns, row: Row) -> tuple[Brief, list[Problem]]:
    values, problems = dict[str, Any](), dict[str, str]()
    for field in fields:
        try:
            values[field.key] = _raw(field, columns, row)
        except Wrong as wrong:
            problems[field.key] = f"“{field.label or field.key}” {wrong}"
    checked = intake.check(fields, values)
    problems = {problem.field: problem.sentence for problem in checked.problems} | problems
    places = [(key, place) for key, place in columns.places.items() if key in problems]
    return Brief(row.number, checked.values), [
        Problem(row.number, letter(place), columns.titles[key], problems[key]) for key, place in places
    ]


def _raw(field: Field, columns: Columns, row: Row) -> Any:
    place = columns.places.get(field.key, len(row.cells))
    return raw(field, row.cells[place] if place < len(row.cells) else None)


def _notes(sheet: Sheet, columns: Columns, briefs: Sequence[Brief]) -> Iterator[str]:
    if sheet.note:
        yield sheet.note
    if columns.unanswered:
        yield f"No column for {_quoted(columns.unanswered)}: left unanswered in every brief."
    if doubles := _doubles(briefs):
        rows = ", ".join(str(row) for row in doubles[:10]) + (" …" if len(doubles) > 10 else "")
        yield f"{len(doubles):,} of the rows ask the same as an earlier one: {rows}. Each becomes a run of its own."


def _doubles(briefs: Sequence[Brief]) -> list[int]:
    seen, found = set[str](), []
    for brief in briefs:
        asked = repr(brief.values)
        if asked in seen:
            found.append(brief.row)
        seen.add(asked)
    return found


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
