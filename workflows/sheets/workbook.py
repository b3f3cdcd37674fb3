"""Excel's .xlsx: the values of its first visible sheet, as Excel last saw them."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.escape import unescape

from memory.formats import archives
from memory.refusals import Unreadable
from workflows.sheets.cells import Cell, Fault
from workflows.sheets.limits import Limits

EXCEL = archives.Kind(
    program="Excel",
    main="xl/workbook.xml",
    media="xl/media/",
    stranger="is no sheet by its content: save it as .xlsx or .csv and upload that.",
)
HELP = "How to fill it in"  # the second sheet of our own templates
UNCOUNTED = (
    "is a formula without its result: open the file in Excel or LibreOffice, save it there, and upload that."
)
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]+)"')
# <c …><f …>…</f></c>, maybe with an empty <v>: nobody has worked the formula out yet.
FORMULA = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
PLACE = re.compile(rb'\br="([A-Z]+[0-9]+)"')
EMPTY_TEXT = re.compile(rb'\bt="str"')  # the formula's result is the empty text


def rows(data: bytes, names: Sequence[str], limits: Limits) -> tuple[str, Iterator[tuple[int, list[Cell]]]]:
    """A sentence on which sheet is read where there are several, and its rows."""
    archives.check(data, EXCEL, limits)
    book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheet: Any = _first(book)
    with ZipFile(BytesIO(data)) as archive:
        markup = archive.read(sheet._worksheet_path)
    _check_merges(markup)
    return _note(book, sheet), _rows(sheet, _uncounted(markup))


def _note(book: Any, first: Any) -> str:
    others = [f"“{sheet.title}”" for sheet in book.worksheets if sheet.title not in (first.title, HELP)]
    return f"Only the sheet “{first.title}” is read, not {', '.join(others)}." if others else ""


def _rows(sheet: Any, uncounted: set[tuple[int, int]]) -> Iterator[tuple[int, list[Cell]]]:
    sheet.reset_dimensions()  # some programs write them wrong, and what lies outside would be lost
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield number, [_cell(cell, (number, column) in uncounted) for column, cell in enumerate(cells, 1)]


def _first(book: Any) -> Any:
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise Unreadable(
            "has no sheet that can be seen: show the one with the briefs, save, and upload that."
        )
    return visible[0]


def _check_merges(markup: bytes) -> None:
    merged = [match.decode() for match in MERGED.findall(markup)]
    if merged:
        named = ", ".join(merged[:5]) + (f" and {len(merged) - 5:,} more" if len(merged) > 5 else "")
        raise Unreadable(
            f"has merged cells ({named}), which belong to no one row: unmerge them, fill in each row, and upload that."
        )


def _uncounted(markup: bytes) -> set[tuple[int, int]]:
    """(row, column) of formulas without a result."""
    cells = (found for found in FORMULA.findall(markup) if not EMPTY_TEXT.search(found))
    places = (PLACE.search(attributes) for attributes in cells)
    return {coordinate_to_tuple(place[1].decode()) for place in places if place}


def _cell(cell: Any, uncounted: bool) -> Cell:
    value = cell.value
    if uncounted:
        return Fault(UNCOUNTED)
    if cell.data_type == "e" and value is not None:
        return Fault(f"holds the error {value}: mend the formula, or write the value itself.")
    if isinstance(value, str):
        return unescape(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value if isinstance(value, bool | int | float | datetime | date | None) else str(value)
