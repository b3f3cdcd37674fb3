"""Sheets to upload, good and bad, built in memory. All content is fictional."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from workflows.engine.definition import Field
from workflows.sheets import checking, child, reading
from workflows.sheets.limits import Limits
from workflows.sheets.names import plain


def xlsx(*rows: Sequence[Any], also: str = "", merge: str = "") -> bytes:
    """`also` names a second sheet, `merge` a range of cells."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    if also:
        book.create_sheet(also).append(["Not to be read"])
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def edited(data: bytes, pattern: bytes, by: bytes, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook whose XML was written by another hand."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            changed = re.sub(pattern, by, content) if name == part else content
            assert name != part or changed != content
            new.writestr(name, changed)
    return stream.getvalue()


def read(data: bytes, *names: str, filename: str = "briefs.csv", **limits: int) -> reading.Sheet:
    return reading.read(data, filename, names, Limits(**limits))


def checked(fields: Sequence[Field], data: bytes) -> checking.Checked:
    """Read in this process, which is quicker: that reading happens in one of its own is tried in test_reading."""
    names = [plain(name) for field in fields for name in (field.key, field.label)]
    kind = "xlsx" if data.startswith(b"PK") else "csv"
    return checking.check(fields, reading.unpacked_sheet(child.as_json(data, kind, Limits(), names)))
