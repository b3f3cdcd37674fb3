"""Plain text and Markdown: bytes of unknown encoding to text."""

import codecs
from unicodedata import category

from memory.limits import Limits
from memory.refusals import Unreadable

ENCODINGS = (  # the longer marks first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


LAYOUT = "\t\n\v\f\r"  # control characters that texts do hold
STRAY = 0.02  # share of other control characters above which bytes are no text


def to_markdown(data: bytes, limits: Limits) -> str:
    text = decode(data)
    stray = sum((category(sign) == "Cc" and sign not in LAYOUT) or sign == "\ufffd" for sign in text)
    if stray > STRAY * len(text):
        raise Unreadable("is no text: it holds binary data. Save it as text in UTF-8 and upload that.")
    return text


def decode(data: bytes) -> str:
    """By its mark if there is one; else UTF-8, and what isn't that, line by line, as Western European."""
    for mark, encoding in ENCODINGS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise Unreadable(
                    "is broken: it says that it is Unicode but isn't. Save it as text in UTF-8."
                ) from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # Text pasted together from several sources mixes encodings; a line is nearly always in one.
        return "".join(_line(line) for line in data.splitlines(keepends=True))


def _line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")
