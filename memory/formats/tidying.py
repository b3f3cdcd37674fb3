"""The last step of every format: text that a database, a model and a person can all take."""

import re
import unicodedata

INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters; the database takes no zero
    "\u202a-\u202e\u2066-\u2069"  # overrides of direction: they show other words than are there
    "\u200b\u2060\ufeff\ufffc\ud800-\udfff]"
)
BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")


def tidy(text: str) -> str:
    """One kind of newline, composed letters, nothing invisible, no stacks of blank lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = unicodedata.normalize("NFC", INVISIBLE.sub("", text).replace("\u00a0", " "))
    return BLANK_LINES.sub("\n\n", text).strip()
