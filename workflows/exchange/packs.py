"""A workflow from outside: its file, or a handoff pack, a zip of which nothing but that one file is read."""

import zipfile
import zlib
from io import BytesIO

from workflows.exchange.faults import BadFile, Fault
from workflows.exchange.parsing import LONGEST, decode

NAME = "workflow.yaml"
LARGEST = 20_000_000  # bytes of a pack
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
    try:
        with zipfile.ZipFile(BytesIO(data)) as pack, pack.open(_the_one(pack.namelist())) as file:
            text = file.read(4 * LONGEST + 1)  # however much more it would unpack to
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        raise BadFile([Fault(0, UNREADABLE)]) from None
    if len(text) > 4 * LONGEST:
        raise BadFile([Fault(0, "The workflow in this pack is too large to be one.")])
    return decode(text)


def _the_one(names: list[str]) -> str:
    """At the top, or in the folder that somebody zipped anew."""
    found = [NAME] if names.count(NAME) == 1 else [one for one in names if one.rpartition("/")[2] == NAME]
    if len(found) != 1:
        raise BadFile([Fault(0, SEVERAL if found else MISSING)])
    return found[0]
