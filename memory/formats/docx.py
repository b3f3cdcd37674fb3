"""Word documents: a zip of XML, checked as such before anything is unpacked from it."""

import re
from io import BytesIO
from zipfile import ZipFile, ZipInfo

import mammoth

from memory.formats import html
from memory.limits import Limits
from memory.refusals import Unreadable

MEBIBYTE = 1024 * 1024
DECLARATIONS = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def to_markdown(data: bytes, limits: Limits) -> str:
    _check_archive(data, limits)
    page = mammoth.convert_to_html(
        BytesIO(data),
        include_embedded_style_map=False,
        external_file_access=False,
        convert_image=lambda image: [],
    )
    return html.convert(page.value)


def _check_archive(data: bytes, limits: Limits) -> None:
    with ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        _check_sizes(parts, limits)
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable("is protected by a password: save a copy without one and upload that.")
        if "word/document.xml" not in archive.namelist():
            raise Unreadable("is a zip archive but no Word document: upload the files in it one by one.")
        for part in parts:
            if not part.filename.startswith("word/media/"):
                _check_markup(archive.read(part))


def _check_sizes(parts: list[ZipInfo], limits: Limits) -> None:
    """By the sizes that the archive declares: reading a part never yields more than it declares."""
    too_many = len(parts) > limits.archive_entries
    too_large = sum(part.file_size for part in parts) > limits.archive_bytes
    if too_many or too_large or any(_is_bomb(part, limits) for part in parts):
        raise Unreadable("unpacks to far more than a document holds: save it again in Word and upload that.")


def _is_bomb(part: ZipInfo, limits: Limits) -> bool:
    return part.file_size > MEBIBYTE and part.file_size > limits.archive_ratio * max(part.compress_size, 1)


def _check_markup(xml: bytes) -> None:
    """Word writes no declarations; who does wants the parser to expand or to fetch something.
    Zero bytes are dropped first, so that UTF-16 hides nothing."""
    if DECLARATIONS.search(xml.replace(b"\0", b"")):
        raise Unreadable("holds XML entities, which Word never writes: save it again in Word.")
