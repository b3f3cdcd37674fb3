"""Text that a spreadsheet would run as a formula, made harmless in CSV, and back.

An apostrophe before it is what spreadsheets themselves use for "this is text". Text that begins with apostrophes and
then a formula gets one more, so that taking one away always gives back what was written.
"""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")


def guarded(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text
