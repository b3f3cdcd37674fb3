"""Rows as a file for a spreadsheet, in which no text can become a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from workflows.sheets.guard import guarded

Value = str | int | float | bool | date | datetime | None
LONGEST = 32_767  # characters that Excel keeps in a cell
CUT = " … (cut: a cell can't hold more)"
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel would read it as the code of a character
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with its mark, or Excel takes it for something else."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    for row in (header, *rows):
        writer.writerow([_plain(value) for value in row])
    return text.getvalue().encode("utf-8-sig", errors="replace")


def as_xlsx(header: Sequence[str], rows: Iterable[Sequence[Value]], widths: Sequence[int] = ()) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet")
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([cell(sheet, name, bold=True) for name in header])
    for row in rows:
        sheet.append([cell(sheet, value) for value in row])
    return saved(book)


def cell(sheet: Any, value: Value, bold: bool = False) -> Any:
    kept: Any = _excel_text(value) if isinstance(value, str) else value
    made = WriteOnlyCell(sheet, kept)
    if isinstance(value, str):
        made.data_type = "s"  # and no formula, whatever it begins with
    if bold:
        made.font = Font(bold=True)
    if bold or (isinstance(value, str) and "\n" in value):
        made.alignment = Alignment(wrap_text=True, vertical="top")
    return made


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _plain(value: Value) -> Any:
    if isinstance(value, str):
        return guarded(value.replace("\0", ""))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else value


def _excel_text(text: str) -> str:
    clean = _ESCAPE.sub("_x005F_", ILLEGAL_CHARACTERS_RE.sub("�", text))
    return clean if len(clean) <= LONGEST else clean[: LONGEST - len(CUT)] + CUT
