"""The empty sheet to fill in: a column for each question. In Excel with help, choices to pick from and a key."""

from collections.abc import Iterator, Sequence

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from workflows.engine.definition import Field
from workflows.sheets.columns import titles
from workflows.sheets.limits import ROWS
from workflows.sheets.workbook import HELP
from workflows.sheets.writing import as_csv, saved

WHAT = {
    "line": "One line of text.",
    "text": "Text; line breaks are kept.",
    "number": "A number, like 750 or 12.5.",
    "date": "A date, like 2026-11-30.",
    "choice": "One of: {options}.",
    "choices": "One or more of: {options}. One a line (Alt+Enter), or separated by semicolons.",
    "url": "A web address that begins with https://.",
    "list": "One entry a line (Alt+Enter), or separated by semicolons.",
    "yes_no": "yes or no.",
}
WIDTHS = {"text": 48, "list": 40, "line": 28, "url": 34}
FIRST_CHOICES = 6  # the column of the help's sheet from which the choices stand, each question's in one


def filling(field: Field) -> str:
    """What goes into the column, in a sentence or two."""
    what = WHAT[field.kind].format(options=", ".join(field.options))
    return f"{what} {_limit(field)}".strip()


def _limit(field: Field) -> str:
    if field.max_length is None or field.kind not in ("line", "text", "url", "list"):
        return ""
    return f"At most {field.max_length:,} {'entries' if field.kind == 'list' else 'characters'}."


def empty_csv(fields: Sequence[Field]) -> bytes:
    return as_csv(list(titles(fields).values()), [])


def empty_xlsx(fields: Sequence[Field]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title, sheet.freeze_panes = "Briefs", "A2"
    help_ = book.create_sheet(HELP)
    _help(help_, fields)
    for column, (field, title) in enumerate(_titled(fields), 1):
        _column(sheet, column, field, title)
        if (
            options := ("yes", "no")
            if field.kind == "yes_no"
            else field.options
            if field.kind == "choice"
            else ()
        ):
            _offer(sheet, help_, column, title, options)
    return saved(book)


def _titled(fields: Sequence[Field]) -> Iterator[tuple[Field, str]]:
    return zip(fields, titles(fields).values(), strict=True)


def _column(sheet: Worksheet, column: int, field: Field, title: str) -> None:
    head = sheet.cell(1, column)
    _put(sheet, 1, column, title)
    head.font = Font(bold=True)
    head.fill = PatternFill("solid", fgColor="E9E5F8" if field.required else "F1F2F5")
    head.comment = Comment(
        f"{'Must be filled in.' if field.required else 'May stay empty.'} {filling(field)}", "Baton"
    )
    letter = get_column_letter(column)
    sheet.column_dimensions[letter].width = WIDTHS.get(field.kind, 18)
    if field.kind == "date":
        sheet.column_dimensions[letter].number_format = "yyyy-mm-dd"


def _offer(sheet: Worksheet, help_: Worksheet, column: int, title: str, options: Sequence[str]) -> None:
    """A list to pick from. Its words stand in the help's sheet, where they may hold commas and be many."""
    place = max(help_.max_column + 1, FIRST_CHOICES)
    for row, text in enumerate([f"Choices for {title}", *options], 1):
        _put(help_, row, place, text)
    there, here = get_column_letter(place), get_column_letter(column)
    offered = DataValidation(
        type="list", formula1=f"'{HELP}'!${there}$2:${there}${len(options) + 1}", allow_blank=True,
        showErrorMessage=True, errorTitle="Not one of the choices", error="Pick one of the list.",
    )  # fmt: skip
    offered.add(f"{here}2:{here}{ROWS + 1}")
    sheet.add_data_validation(offered)


def _help(sheet: Worksheet, fields: Sequence[Field]) -> None:
    _line(sheet, 1, ["Column", "Must be filled in", "What goes in", "What it is for"], bold=True)
    for row, (field, title) in enumerate(_titled(fields), 2):
        _line(sheet, row, [title, "yes" if field.required else "no", filling(field), field.help])
    for letter, width in zip("ABCD", (28, 16, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width


def _line(sheet: Worksheet, row: int, texts: Sequence[str], bold: bool = False) -> None:
    for column, text in enumerate(texts, 1):
        _put(sheet, row, column, text)
        sheet.cell(row, column).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(row, column).font = Font(bold=bold)


def _put(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """As text, whatever it begins with."""
    sheet.cell(row, column).value = text
    sheet.cell(row, column).data_type = "s"
