"""A workflow from outside: its file, or a handoff pack, a zip of which nothing but that one file is read."""

import re
import zipfile
import zlib
from io import BytesIO

from workflows.exchange.faults import BadFile, Fault
from workflows.exchange.parsing import LONGEST, decode

NAME = "workflow.yaml"
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # as all programs write them
LARGEST = 20_000_000  # bytes of a pack
NAMES = 500_000  # bytes of its list of names, some thousand: it is read whole before anything can be asked
ENDS = re.compile(rb"PK\x05\x06")
LARGE = b"PK\x06\x07"  # begins what only zips of more than 4 GB need
TAIL = 66_000  # bytes at its end, in which a zip says where its list is
UNREADABLE = "This zip can’t be read. Download the pack again, and choose it as it came."
TOO_LARGE = "This file is too large to be a workflow."
SEVERAL = f"This zip holds more than one “{NAME}”. Take out the one that is meant, and choose that."
MISSING = f"This zip is no handoff pack: it has no “{NAME}”."


def text_in(data: bytes) -> str:
    """The workflow file's text, of whichever of the two it is. Raises BadFile."""
    if len(data) > (LARGEST if is_pack(data) else 4 * LONGEST):
        raise BadFile([Fault(0, TOO_LARGE)])
    return definition_in(data) if is_pack(data) else decode(data)


def is_pack(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def definition_in(data: bytes) -> str:
    """The text of its workflow file. Raises BadFile."""
    if _lists_too_much(data[-TAIL:]):
        raise BadFile([Fault(0, UNREADABLE)])
    try:
        with zipfile.ZipFile(BytesIO(data)) as pack:
            text = _begun(pack, pack.getinfo(_the_one(pack.namelist())))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        raise BadFile([Fault(0, UNREADABLE)]) from None
    if len(text) > 4 * LONGEST:
        raise BadFile([Fault(0, "The workflow in this pack is too large to be one.")])
    return decode(text)


def _lists_too_much(tail: bytes) -> bool:
    """By every end that could be taken for the zip's own."""
    sizes = (
        int.from_bytes(tail[end.start() + 12 : end.start() + 16], "little") for end in ENDS.finditer(tail)
    )
    return LARGE in tail or any(size > NAMES for size in sizes)


def _begun(pack: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """However much more it would unpack to. LZMA says by itself how much memory it takes, up to 4 GB."""
    if entry.compress_type not in PACKED:
        raise zipfile.BadZipFile
    with pack.open(entry) as file:
        return file.read(4 * LONGEST + 1)


def _the_one(names: list[str]) -> str:
    """At the top, or in the folder that somebody zipped anew."""
    found = [NAME] if names.count(NAME) == 1 else [one for one in names if one.rpartition("/")[2] == NAME]
    if len(found) != 1:
        raise BadFile([Fault(0, SEVERAL if found else MISSING)])
    return found[0]
