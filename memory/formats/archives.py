"""Office files are zips of XML: checked as such before anything is unpacked from them."""

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from memory.limits import Limits
from memory.refusals import Unreadable

MEBIBYTE = 1024 * 1024
DECLARATIONS = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True)
class Kind:
    program: str  # that writes them
    main: str  # the part that all of them have
    media: str  # the folder of pictures, which nobody parses
    stranger: str  # why an archive without `main` is refused


def check(data: bytes, kind: Kind, limits: Limits) -> None:
    """Raise Unreadable where the archive is a bomb, locked, of another kind, or holds what its program never writes."""
    with ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        if _too_much(parts, limits):
            raise Unreadable(
                f"unpacks to far more than a document holds: save it again in {kind.program} and upload that."
            )
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable("is protected by a password: save a copy without one and upload that.")
        if kind.main not in archive.namelist():
            raise Unreadable(kind.stranger)
        for part in parts:
            if not part.filename.startswith(kind.media):
                _check_markup(archive.read(part), kind.program)


def _too_much(parts: list[ZipInfo], limits: Limits) -> bool:
    """By the sizes that the archive declares: reading a part never yields more than it declares."""
    too_many = len(parts) > limits.archive_entries
    too_large = sum(part.file_size for part in parts) > limits.archive_bytes
    return too_many or too_large or any(_is_bomb(part, limits) for part in parts)


def _is_bomb(part: ZipInfo, limits: Limits) -> bool:
    return part.file_size > MEBIBYTE and part.file_size > limits.archive_ratio * max(part.compress_size, 1)


def _check_markup(xml: bytes, program: str) -> None:
    """Office programs write no declarations; who does wants the parser to expand or to fetch something.
    Zero bytes are dropped first, so that UTF-16 hides nothing."""
    if DECLARATIONS.search(xml.replace(b"\0", b"")):
        raise Unreadable(f"holds XML entities, which {program} never writes: save it again in {program}.")
