"""CSV, whatever program wrote it: commas, semicolons or tabs; UTF-8, UTF-16 or Western European."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

from memory.formats.sniffing import BOMS
from memory.formats.text import decode
from memory.refusals import Unreadable
from workflows.sheets.guard import unguarded
from workflows.sheets.limits import Limits
from workflows.sheets.names import plain

DELIMITERS = (",", ";", "\t")
HINT = "sep="  # Excel's own first line, which it doesn't count as a row


def rows(data: bytes, names: Sequence[str], limits: Limits) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """Nothing to note, and the rows. `names` are the columns that are known, plain: where they are found, the
    delimiter is right."""
    csv.field_size_limit(limits.characters)
    text, delimiter = _hinted(_text(data))
    return "", _rows(_reader(text, delimiter or _delimiter(text, set(names))))


def _rows(reader: Any) -> Iterator[tuple[int, list[str]]]:
    try:
        for number, cells in enumerate(reader, 1):
            yield number, [unguarded(cell) for cell in cells]
    except csv.Error:
        raise Unreadable(
            f"has a quotation mark that opens or closes in the wrong place, near line {reader.line_num}: a cell that "
            'holds " is put into quotation marks, and each one in it is doubled.'
        )


def _reader(text: str, delimiter: str) -> Any:
    """Strict, or a quotation mark that is never closed would swallow the rows after it."""
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _text(data: bytes) -> str:
    text = data.decode(marked) if (marked := _unmarked(data)) else decode(data)
    if "\0" in text:
        raise Unreadable("is no sheet: it holds binary data. Save it as .xlsx or .csv and upload that.")
    if "\ufffd" in text:
        raise Unreadable(
            "has letters that can't be made out: save it as “CSV UTF-8” or as .xlsx, and upload that."
        )
    return text


def _unmarked(data: bytes) -> str:
    """UTF-16 without its mark: every other byte of Western text is zero."""
    start = b"" if data.startswith(BOMS) else data[:2000]
    for encoding, place in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = start[place::2]
        if len(start) > 1 and zeros.count(0) > 0.7 * len(zeros) and start[1 - place :: 2].count(0) == 0:
            return encoding if len(data) % 2 == 0 else ""
    return ""


def _hinted(text: str) -> tuple[str, str]:
    first, _, rest = text.partition("\n")
    hint = first.rstrip("\r")
    named = hint[len(HINT) :] if hint.lower().startswith(HINT) else ""
    return (rest, named) if len(named) == 1 else (text, "")


def _delimiter(text: str, names: set[str]) -> str:
    """The one that makes most of the header's cells known, else most cells."""
    return max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter, names))


def _fit(text: str, delimiter: str, names: set[str]) -> tuple[int, int]:
    try:
        written = (cells for cells in _reader(text, delimiter) if any(map(str.strip, cells)))
        header: list[str] = next(written, [""] * (text.count(delimiter) + 1))
    except csv.Error:
        return (-1, 0)
    return sum(plain(cell) in names for cell in header), len(header)
