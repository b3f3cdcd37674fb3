"""What a file really is, by its first bytes, whatever its name says."""

import codecs
import re

from memory.formats import FORMATS
from memory.refusals import Unreadable

OLD_OFFICE = "a container of old Office files"
MAGIC = {
    b"PK\x03\x04": "docx",
    b"PK\x05\x06": "docx",
    b"%PDF-": "pdf",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": OLD_OFFICE,
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed archive",
    b"Rar!": "a compressed archive",
    b"7z\xbc\xaf": "a compressed archive",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
}
BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WEB_PAGE = re.compile(rb"<(!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.IGNORECASE)
TAG = re.compile(rb"<\s*/?\s*[a-zA-Z!]")
ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")


def check(data: bytes, wanted: str) -> None:
    """Raise Unreadable, with the reason, where the bytes are not the format that the file's name promises."""
    found = _signature(data)
    if found is None and wanted in ("docx", "pdf"):
        raise Unreadable(f"is not {FORMATS[wanted].name}, whatever its name says: save it again as one.")
    if found not in (None, wanted):
        raise Unreadable(_mismatch(found, wanted, data))
    if found is None:
        _check_text(data, wanted)


def _signature(data: bytes) -> str | None:
    return next((found for start, found in MAGIC.items() if data.startswith(start)), None)


def _mismatch(found: str, wanted: str, data: bytes) -> str:
    if found in FORMATS:
        name, suffix = FORMATS[found].name, FORMATS[found].suffixes[0]
        return f"is {name} by its content: rename it to end in {suffix} and upload it again."
    if found != OLD_OFFICE:
        return f"is {found}, not {FORMATS[wanted].name}: save its text as one and upload that."
    if ENCRYPTED_OFFICE in data:
        return "is protected by a password: save a copy without one and upload that."
    return "is in Word's format from before 2007: open it, save it as .docx and upload that."


def _check_text(data: bytes, wanted: str) -> None:
    marked = data.startswith(BOMS)
    if not marked and b"\0" in data:
        raise Unreadable("is no text: it holds binary data. Save it as text in UTF-8 and upload that.")
    if wanted == "html" and not marked and not TAG.search(data):
        raise Unreadable("has no HTML in it: rename it to end in .txt and upload it again.")
    if wanted != "html" and WEB_PAGE.match(data.removeprefix(codecs.BOM_UTF8).lstrip()[:200]):
        raise Unreadable("is a web page by its content: rename it to end in .html and upload it again.")
