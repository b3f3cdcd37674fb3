"""PDFs: the text that a page holds, in reading order as far as the file tells it."""

import re
from io import BytesIO

from pypdf import PdfReader

from memory.limits import Limits
from memory.refusals import Unreadable

LETTERS_PER_PAGE = 10  # fewer on average: pictures of text, with at most a page number in letters
HYPHENATED = re.compile(r"(?<=[^\W\d_])-\n(?=[a-zß-öø-ÿ])")
PAGE_NUMBER = re.compile(r"\s*((page|seite)\s*)?\d{1,4}(\s*(/|of|von)\s*\d{1,4})?\s*", re.IGNORECASE)


def to_markdown(data: bytes, limits: Limits) -> str:
    pages = _pages(data, limits)
    if sum(map(str.isalnum, "".join(pages))) < LETTERS_PER_PAGE * len(pages):
        raise Unreadable("is a scan without text: run text recognition (OCR) over it, or paste its text.")
    return "\n\n".join(map(_tidy, pages))


def count(data: bytes, limits: Limits) -> str:
    """The number of its pages."""
    return str(len(_opened(data).pages))


def _opened(data: bytes) -> PdfReader:
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("is protected by a password: save a copy without one and upload that.")
    return reader


def _pages(data: bytes, limits: Limits) -> list[str]:
    reader = _opened(data)
    count = len(reader.pages)
    if count > limits.pages:
        raise Unreadable(
            f"has {count:,} pages; at most {limits.pages:,} can be read: split it and upload what matters."
        )
    return [page.extract_text() for page in reader.pages]


def _tidy(page: str) -> str:
    lines = [line.rstrip() for line in page.splitlines() if not PAGE_NUMBER.fullmatch(line)]
    return HYPHENATED.sub("", "\n".join(lines))
