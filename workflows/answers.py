"""Reads one answer of an intake form into the value that a run keeps.

The same question is answered by forms (everything is a string) and by the API (JSON types). Both are read
here, by one reader a kind, and nothing is lost on the way: what can't be kept exactly is refused.
What a run keeps is JSON-able: a string for line, text, url, choice and date (ISO); int or float for number;
a list of strings for list and choices; a bool for yes_no; a list of {"id", "name"} for files, whose names are put in
where the client is known (workflows.files).
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from workflows.engine.definition import Field

Answer = str | int | float | bool | list[str] | list[dict[str, str]] | None

CEILINGS = {"line": 1_000, "text": 200_000, "url": 2_000, "list": 500, "files": 20}
"""Characters (entries for a list) that hold even where the field itself sets no limit."""
ENTRY_CEILING = 2_000  # characters of one entry of a list
NUMBER_CEILING = 10**15  # above it a float no longer tells whole numbers apart

YES = {"on", "yes", "true", "1"}
NO = {"off", "no", "false", "0"}

_UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # neither stored nor sent on
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*")
_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


_NAMES: tuple[tuple[Any, str], ...] = (
    (bool, "yes or no"),  # before the number that it is to Python
    (int | float | Decimal, "a number"),
    (str, "text"),
    (list | tuple, "a list"),
    (dict, "an object"),
    (datetime, "a date with a time"),
    (date, "a date"),
)


class Lines(str):
    """What stood in a form's text box that asks for a list: one entry a line. A plain string is no list."""


class Wrong(ValueError):
    """An answer that can't be used. Its text goes on from the field's label: 'must be one line.'"""


def read(field: Field, raw: Any) -> Answer:
    """The answer as it is kept; where nothing was answered, [] for lists and None for the rest, so that a
    template can always name the field. Raises Wrong."""
    value = None if raw is None or _is_blank(raw) else READERS[field.kind](field, raw)
    if value is None or value == []:
        if field.required:
            raise Wrong("needs an answer.")
        return [] if field.kind in ("list", "choices", "files") else None
    return value


def _is_blank(raw: Any) -> bool:
    return isinstance(raw, str) and _INVISIBLE.fullmatch(raw) is not None


def _line(field: Field, raw: Any) -> str:
    text = _string(raw, _limit(field))
    lines = len(text.splitlines())
    if lines > 1:
        raise Wrong(f"must be one line; this has {lines}.")
    return text


def _text(field: Field, raw: Any) -> str:
    return _string(raw, _limit(field))


def _number(field: Field, raw: Any) -> int | float:
    number = _parsed_number(raw) if isinstance(raw, str | Decimal) else raw
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise Wrong(f"must be a number, not {_called(raw)}.")
    if not abs(number) < NUMBER_CEILING:  # also what is not a number at all
        raise Wrong("is too big a number to be kept exactly.")
    return number


def _date(field: Field, raw: Any) -> str:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw.isoformat()
    if not isinstance(raw, str):
        raise Wrong(f"must be a date like 2026-11-30, not {_called(raw)}.")
    text = raw.strip()
    if not _DATE.fullmatch(text):
        raise Wrong(f"must be a date like 2026-11-30, not {_shown(text)}.")
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Wrong(f"must be a date that exists, and {text} doesn't.")


def _choice(field: Field, raw: Any) -> str:
    return _option(field, _string(raw, ENTRY_CEILING))


def _choices(field: Field, raw: Any) -> list[str]:
    return list(dict.fromkeys(_option(field, entry) for entry in _entries(raw, len(field.options) + 100)))


def _url(field: Field, raw: Any) -> str:
    text = _string(raw, _limit(field))
    try:
        parts = urlsplit(text)
        host, _port, signed_in = parts.hostname, parts.port, parts.username or parts.password
    except ValueError:
        raise Wrong(f"must be a web address; {_shown(text)} isn't one.")
    if parts.scheme.lower() not in ("http", "https"):
        raise Wrong(f"must be a web address that begins with https:// or http://, not {_shown(text)}.")
    if not host or any(char.isspace() for char in text):
        raise Wrong(f"must be a web address; {_shown(text)} isn't one.")
    if signed_in:
        raise Wrong("must not carry a user name or password; take out what stands before the @.")
    return text


def _list(field: Field, raw: Any) -> list[str]:
    return _entries(raw, _limit(field))


def _files(field: Field, raw: Any) -> list[dict[str, str]]:
    """Ids of uploaded files, or what a brief keeps of them."""
    if not isinstance(raw, list | tuple):
        raise Wrong(f"must be a list of the ids of uploaded files, not {_called(raw)}.")
    ids = list(dict.fromkeys(_file(entry) for entry in raw if not _is_blank(entry)))
    if len(ids) > _limit(field):
        raise Wrong(f"may have {_limit(field)} files at most; this has {len(ids)}.")
    return [{"id": each} for each in ids]


def _file(raw: Any) -> str:
    named = raw.get("id") if isinstance(raw, dict) else raw
    try:
        return str(UUID(named))
    except (ValueError, TypeError, AttributeError):
        raise Wrong(f"must be a list of the ids of uploaded files; {_shown(str(named))} is none.")


def _yes_no(field: Field, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = raw.strip().lower() if isinstance(raw, str) else ""
    if word not in YES | NO:
        raise Wrong(f"must be yes or no, not {_shown(raw) if isinstance(raw, str) else _called(raw)}.")
    return word in YES


READERS: dict[str, Callable[[Field, Any], Answer]] = {
    "line": _line,
    "text": _text,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "url": _url,
    "list": _list,
    "yes_no": _yes_no,
    "files": _files,
}


def _string(raw: Any, limit: int) -> str:
    """The text with one kind of line break and no space around it."""
    if not isinstance(raw, str):
        raise Wrong(f"must be text, not {_called(raw)}.")
    text = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > limit:
        raise Wrong(f"may have {limit:,} characters at most; this has {len(text):,}.")
    if strange := _UNSTORABLE.search(text):
        code = f"U+{ord(strange.group()):04X}"
        raise Wrong(f"has a character that can't be kept ({code}); paste it again as plain text.")
    return text


def _entries(raw: Any, limit: int) -> list[str]:
    """A list's entries, or the lines of a text box; blank ones don't count."""
    if not isinstance(raw, Lines | list | tuple):
        raise Wrong(f"must be a list, not {_called(raw)}.")
    given = raw.splitlines() if isinstance(raw, Lines) else raw
    entries = [_entry(number, entry) for number, entry in enumerate(given, 1) if not _is_blank(entry)]
    if len(entries) > limit:
        raise Wrong(f"may have {limit:,} entries at most; this has {len(entries):,}.")
    return entries


def _entry(number: int, raw: Any) -> str:
    try:
        text = _string(raw, ENTRY_CEILING)
    except Wrong as wrong:
        raise Wrong(f"has a wrong entry: number {number} {wrong}")
    if len(text.splitlines()) > 1:
        raise Wrong(f"has a wrong entry: number {number} must be one line.")
    return text


def _option(field: Field, text: str) -> str:
    if text not in field.options:
        raise Wrong(f"must be one of: {', '.join(field.options)}. {_shown(text)} isn't.")
    return text


def _parsed_number(raw: str | Decimal) -> int | float:
    text = raw.strip() if isinstance(raw, str) else f"{raw:f}"
    if not _NUMBER.fullmatch(text):
        raise Wrong(f"must be a number like 750 or 12.5, not {_shown(text)}.")
    if "." not in text:
        return int(text)
    if Decimal(str(float(text))) != Decimal(text):
        raise Wrong("has more digits than can be kept exactly; round it.")
    return float(text)


def _limit(field: Field) -> int:
    ceiling = CEILINGS[field.kind]
    return ceiling if field.max_length is None else min(field.max_length, ceiling)


def _shown(text: str) -> str:
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


def _called(raw: Any) -> str:
    names = (
        (bool, "yes or no"),
        (int | float | Decimal, "a number"),
        (str, "text"),
        (list | tuple, "a list"),
    )
    more = ((datetime, "a date with a time"), (date, "a date"), (dict, "an object"))
    return next((name for kind, name in names + more if isinstance(raw, kind)), "something else")
