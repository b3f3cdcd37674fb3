"""An answer whose count of tokens is missing, wherever a wire format has it."""

from typing import Any

from tests.stand_in.behaviours import Behaviour

COUNTS = ("usage", "usageMetadata")


def count(data: Any, act: Behaviour) -> Any:
    """The same without its count, if the behaviour says so."""
    return _without(data, act.reason) if act.act == "uncounted" else data


def _without(data: Any, how: str) -> Any:
    if isinstance(data, list):
        return [_without(each, how) for each in data]
    if not isinstance(data, dict):
        return data
    return {
        key: _left(value, how) if key in COUNTS else _without(value, how)
        for key, value in data.items()
        if not (key in COUNTS and how == "missing")
    }


def _left(counts: Any, how: str) -> Any:
    return {"null": None, "empty": {}, "nulls": dict.fromkeys(counts or {})}[how]
