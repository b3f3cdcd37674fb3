"""An answer as it can be kept: without characters that no database takes, names no longer than their columns, and
counts that count something. What a vendor or a server sends may be anything; what it cost has to be booked all the
same. Pure."""

import re
from dataclasses import astuple, replace
from typing import Any

from workflows.engine.tools import Reply, Trouble, Usage

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # NUL, and halves of a character
LONGEST_NAME = 120  # of a model, or a request's id
MOST_TOKENS = 100_000_000  # in one call; no model has a hundredth of that


def sound(result: Reply | Trouble) -> Reply | Trouble:
    if isinstance(result, Trouble):
        return replace(result, sentence=clean(result.sentence))
    return replace(
        result,
        text=clean(result.text),
        model=_name(result.model),
        request_id=_name(result.request_id),
        why_stopped=clean(result.why_stopped),
        usage=counted(result.usage),
    )


def clean(text: str) -> str:
    return UNSTORABLE.sub("", text)


def cleaned(data: Any) -> Any:
    """The same of JSON, in which such a character may stand as an escape."""
    if isinstance(data, str):
        return clean(data)
    if isinstance(data, list):
        return [cleaned(each) for each in data]
    if isinstance(data, dict):
        return {clean(name): cleaned(each) for name, each in data.items()}
    return data


def counted(usage: Usage) -> Usage:
    """Nobody counted where a part is no count: then the cost is unknown, and not something absurd."""
    parts = astuple(usage)
    return usage if all(type(part) is int and 0 <= part <= MOST_TOKENS for part in parts) else Usage()


def _name(text: object) -> str:
    return clean(str(text or ""))[:LONGEST_NAME]
