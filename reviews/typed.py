"""A text that came back from a browser: what nobody changed is byte for byte what it was.

Browsers send every line break of a form as CR LF, so breaks that were CR or CR LF would be changed by looking at them.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

NOTE = 5000  # characters of a note or a comment
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def lines(text: str) -> str:
    """With LF for every line break, as an editor has it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def note(text: str) -> str:
    """What somebody wrote into a small box. A page counts a line break as one character, and so does NOTE."""
    return lines(text).strip()


def too_long(text: str) -> str:
    """The sentence for a note that has more than NOTE characters; "" for one that fits."""
    return f"That is {len(text):,} characters, and {NOTE:,} fit: shorten it." if len(text) > NOTE else ""


def unchanged_kept(original: str, typed: str) -> str:
    """`typed` with the line breaks of `original` wherever its lines are those of the original."""
    if "\r" not in original:
        return lines(typed)
    if lines(typed) == lines(original):
        return original
    return "".join(_merged(LINE.findall(original), LINE.findall(lines(typed))))


def _merged(before: list[str], after: list[str]) -> Iterator[str]:
    bare = [lines(line) for line in before]
    for how, i, j, k, m in SequenceMatcher(None, bare, after, autojunk=False).get_opcodes():
        yield from before[i:j] if how == "equal" else after[k:m]
