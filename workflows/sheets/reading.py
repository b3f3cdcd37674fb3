"""An uploaded sheet becomes rows of cells, or one sentence that says why it can't.

The cheap checks (size, first bytes) are made here; the file is only opened in a process of its own.
"""

import json
import logging
import signal
from collections.abc import Iterable
from dataclasses import dataclass

from memory import sandbox
from memory.formats.sniffing import ENCRYPTED_OFFICE, MAGIC, OLD_OFFICE
from memory.parsing import megabytes, shown
from memory.refusals import Unreadable
from workflows.sheets import child
from workflows.sheets.cells import Cell, unpacked
from workflows.sheets.limits import Limits
from workflows.sheets.names import plain

log = logging.getLogger(__name__)
INSTEAD = "save it as .xlsx or .csv and upload that."


@dataclass(frozen=True)
class Row:
    number: int  # as a spreadsheet shows it
    cells: tuple[Cell, ...]  # from column A; shorter than the header where the rest is empty


@dataclass(frozen=True)
class Sheet:
    header: Row
    rows: tuple[Row, ...]
    note: str  # how it was read, where that isn't obvious


def read(data: bytes, filename: str, names: Iterable[str], limits: Limits) -> Sheet:
    """The rows that hold something. `names` are the columns that are looked for. Raises Unreadable with a whole
    sentence; nothing is kept anywhere."""
    try:
        return unpacked_sheet(_opened(data, _kind(data, limits), [plain(name) for name in names], limits))
    except Unreadable as refusal:
        raise Unreadable(f"“{shown(filename)}” {refusal}") from None


def _kind(data: bytes, limits: Limits) -> str:
    """By its content, whatever its name says."""
    if not data.strip():
        raise Unreadable("is empty.")
    if len(data) > limits.bytes:
        raise Unreadable(f"is too large: at most {megabytes(limits.bytes)} MB can be read. Split it.")
    found = next((what for start, what in MAGIC.items() if data.startswith(start)), "csv")
    if found == OLD_OFFICE:
        raise Unreadable(_old(data))
    if found not in ("csv", "docx"):  # to the table every zip is a Word document
        if found == "a picture":
            raise Unreadable(
                "is a picture, whatever its name says: upload the sheet itself, as .xlsx or .csv."
            )
        raise Unreadable(f"is {'a PDF' if found == 'pdf' else found} and no sheet: {INSTEAD}")
    return "csv" if found == "csv" else "xlsx"


def _old(data: bytes) -> str:
    if ENCRYPTED_OFFICE in data:
        return "is protected by a password: save a copy without one and upload that."
    return "is in an Office format from before 2007: open it, save it as .xlsx and upload that."


def _opened(data: bytes, kind: str, names: list[str], limits: Limits) -> bytes:
    arguments = [kind, json.dumps(limits.as_json()), json.dumps(names)]
    ended = sandbox.run("workflows.sheets.child", arguments, data, limits)
    if ended.code == 0:
        return ended.output
    if ended.code == child.REFUSED:
        raise Unreadable(ended.output.decode())
    log.warning("reading a sheet as %s ended with %s: %s", kind, ended.code, _last_line(ended.errors))
    raise Unreadable(_why_it_broke(ended.code))


def _why_it_broke(code: int | None) -> str:
    if code is None or code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "takes too long to read: split it."
    if code == child.OUT_OF_MEMORY:
        return "needs more memory to read than a sheet should: split it, or save it as .csv."
    return "can't be read to its end: open it where it was made, save it again and upload that."


def _last_line(errors: bytes) -> str:
    """The name of the error alone: its message may quote the client's sheet."""
    lines = errors.decode(errors="replace").strip().splitlines()
    return lines[-1].partition(":")[0][:100] if lines else "no message"


def unpacked_sheet(output: str | bytes) -> Sheet:
    """What the process that read it has told."""
    told = json.loads(output)
    rows = [Row(number, tuple(unpacked(cell) for cell in cells)) for number, cells in told["rows"]]
    return Sheet(rows[0], tuple(rows[1:]), told["note"])
