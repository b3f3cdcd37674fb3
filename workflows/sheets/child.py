"""The process that reads one sheet: `python -m workflows.sheets.child KIND LIMITS NAMES`.

The file comes on stdin. Exit 0: its rows are on stdout, as JSON. Exit REFUSED: the reason, in words, is on stdout.
Exit OUT_OF_MEMORY, or any other: it broke on the file.
"""

import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from memory import sandbox
from memory.refusals import Unreadable
from workflows.sheets import delimited, workbook
from workflows.sheets.cells import packed
from workflows.sheets.gathering import gather
from workflows.sheets.limits import Limits

REFUSED = 3
OUT_OF_MEMORY = 4


def main(kind: str, limits: Limits, names: Sequence[str]) -> int:
    sandbox.bound(limits)
    try:
        return _write(as_json(sys.stdin.buffer.read(), kind, limits, names), 0)
    except Unreadable as refusal:
        return _write(str(refusal), REFUSED)
    except MemoryError:
        return OUT_OF_MEMORY


def as_json(data: bytes, kind: str, limits: Limits, names: Sequence[str]) -> str:
    reader: Any = workbook if kind == "xlsx" else delimited
    note, found = reader.rows(data, names, limits)
    rows = gather(found, limits)
    return json.dumps({"note": note, "rows": [[n, [packed(cell) for cell in cells]] for n, cells in rows]})


def _write(text: str, code: int) -> int:
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
    return code


if __name__ == "__main__":
    code = main(sys.argv[1], Limits(**json.loads(sys.argv[2])), json.loads(sys.argv[3]))
    os._exit(code)  # at once: to unwind many rows could itself run out of memory
