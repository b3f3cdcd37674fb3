"""The process that makes one PDF: `python -m workflows.printing.child LIMITS`.

The page comes on stdin as JSON (press.py says what is in it). Exit 0: the file is on stdout. OUT_OF_MEMORY, or any
other: it broke on it.
"""

import json
import os
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

from memory import sandbox
from memory.limits import Limits
from workflows.printing import glyphs

TEMPLATE = Path(__file__).resolve().parent / "sheet.typ"
FONTS = ("fontpkg_inter", "fontpkg_noto_sans_arabic")
OUT_OF_MEMORY = 4


def main(limits: Limits) -> int:
    sandbox.bound(limits)
    try:
        made = _made(json.load(sys.stdin))
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()
    return 0


def _made(page: dict[str, Any]) -> bytes:
    """As PDF/UA, which promises that it can be read aloud. Some scripts can't be written as strictly: tags only."""
    fonts = typst.Fonts(font_paths=[str(files(package) / "files") for package in FONTS])
    gone = glyphs.missing(glyphs.asked_for(page), fonts)
    page = glyphs.replaced(page, glyphs.replacing(gone)) | {"note": glyphs.note(gone)}
    given = {"page": json.dumps(page, ensure_ascii=False)}
    try:
        return _compiled(fonts, given, page["made"], "ua-1")
    except typst.TypstError as error:
        if not error.message.startswith("PDF/UA"):
            raise
    return _compiled(fonts, given, page["made"])


def _compiled(
    fonts: typst.Fonts, given: dict[str, str], made: int, standard: Literal["ua-1"] | None = None
) -> bytes:
    return typst.compile(
        TEMPLATE.read_bytes(), font_paths=fonts, sys_inputs=given, timestamp=made, pdf_standards=standard
    )


if __name__ == "__main__":
    os.environ["RAYON_NUM_THREADS"] = "1"  # each thread would ask for room of its own
    os._exit(main(Limits(**json.loads(sys.argv[1]))))
