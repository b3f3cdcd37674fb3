"""Which column answers which question: by the question's words or its key, case and spaces ignored."""

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from workflows.engine.definition import Field
from workflows.sheets.cells import Fault, is_blank, letter
from workflows.sheets.names import plain
from workflows.sheets.reading import Sheet


@dataclass(frozen=True)
class Problem:
    """Row 0 is the sheet as a whole; `column` is a letter, or "" for the row as a whole."""

    row: int
    column: str
    header: str
    sentence: str


@dataclass(frozen=True)
class Columns:
    """By the questions' keys: what a column for each is called, and where it stands, if it has one."""

    titles: dict[str, str]
    places: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)  # questions that need no answer and have no column


def without_files(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The questions that a sheet can answer."""
    return tuple(field for field in fields if field.kind != "files")


def titles(fields: Sequence[Field]) -> dict[str, str]:
    """Key → what a column for it is called: the question's words, or its key where they could mean another, too."""
    meant = Counter(name for one in fields for name in {plain(one.key), plain(one.label)})
    return {one.key: one.label if one.label and meant[plain(one.label)] == 1 else one.key for one in fields}


def matched(fields: Sequence[Field], sheet: Sheet) -> Columns:
    found = Columns(titles(fields))
    for place, header in _headers(sheet):
        _match(found, fields, sheet, place, header)
    for one in fields:
        if one.key not in found.places:
            _missing(found, one, sheet)
    return found


def _headers(sheet: Sheet) -> Iterator[tuple[int, str]]:
    width = max(len(row.cells) for row in (sheet.header, *sheet.rows))
    cells = [*sheet.header.cells, *[None] * (width - len(sheet.header.cells))]
    return ((place, "" if is_blank(cell) else _words(cell)) for place, cell in enumerate(cells))


def _words(cell: object) -> str:
    return cell.sentence if isinstance(cell, Fault) else str(cell).strip()


def _match(found: Columns, fields: Sequence[Field], sheet: Sheet, place: int, header: str) -> None:
    def wrong(sentence: str) -> None:
        found.problems.append(Problem(sheet.header.number, letter(place), header[:120], sentence))

    if not header:
        if filled := _filled(sheet, place):
            wrong(f"Column {letter(place)} has no header, but something stands in it (row {filled}).")
        return
    keys = _keys(fields, header)
    if not keys:
        wrong(f"“{header[:120]}” {_stranger(found.titles, header)}")
    elif len(keys) > 1:
        wrong(f"“{header[:120]}” could be several questions: head the columns {' and '.join(keys)} instead.")
    elif keys[0] in found.places:
        first = letter(found.places[keys[0]])
        wrong(f"“{header[:120]}” asks the same as column {first}: keep one of the two.")
    else:
        found.places[keys[0]] = place


def _keys(fields: Sequence[Field], header: str) -> list[str]:
    """Exactly as written first, so that names that differ by a space only can be told apart."""
    exact = [one.key for one in fields if header == one.key] or [
        one.key for one in fields if header == one.label
    ]
    return exact or [one.key for one in fields if plain(header) in (plain(one.key), plain(one.label))]


def _stranger(titles: dict[str, str], header: str) -> str:
    known = list(titles.values())
    if not known:
        return "is no question of this workflow: it asks nothing."
    if near := difflib.get_close_matches(header, known, n=1):
        return f"is no question of this workflow; did you mean “{near[0]}”?"
    return f"is no question of this workflow. It asks: {', '.join(f'“{name}”' for name in known)}."


def _filled(sheet: Sheet, place: int) -> int | None:
    """The first row that has something in this column."""
    filled = (row.number for row in sheet.rows if len(row.cells) > place and not is_blank(row.cells[place]))
    return next(filled, None)


def _missing(found: Columns, one: Field, sheet: Sheet) -> None:
    title = found.titles[one.key]
    if one.required:
        sentence = f"There is no column “{title}”, which every brief needs: add it to the header."
        found.problems.append(Problem(sheet.header.number, "", title, sentence))
    else:
        found.unanswered.append(title)
