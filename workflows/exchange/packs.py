"""The workflow in a handoff pack: a zip from outside, of which nothing but that one file is read."""

import zipfile
import zlib
from io import BytesIO

from workflows.exchange.faults import BadFile, Fault
from workflows.exchange.parsing import LONGEST, decode

NAME = "workflow.yaml"
LARGEST = 20_000_000  # bytes of a pack
UNREADABLE = "This zip can’t be read. Download the pack again, and choose it as it came."
MISSING = f"This zip is no handoff pack: it has no “{NAME}”."


def is_pack(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def definition_in(data: bytes) -> str:
    """The text of its workflow file. Raises BadFile."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as pack:
            name = next((one for one in pack.namelist() if one.rpartition("/")[2] == NAME), None)
            if name is None:
                raise BadFile([Fault(0, MISSING)])
            with pack.open(name) as file:
                text = file.read(4 * LONGEST + 1)  # however much more it would unpack to
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        raise BadFile([Fault(0, UNREADABLE)]) from None
    if len(text) > 4 * LONGEST:
        raise BadFile([Fault(0, "The workflow in this pack is too large to be one.")])
    return decode(text)
