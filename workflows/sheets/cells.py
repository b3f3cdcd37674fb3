"""What a cell may hold on its way from the process that reads to the one that checks, as JSON.

Text, numbers, yes/no and nothing are themselves. A date, a date with a time and a fault are objects with one entry.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Fault:
    """A cell whose value is not in the file. The sentence goes on from the column's name: 'is a formula …'."""

    sentence: str


Cell = str | int | float | bool | date | datetime | Fault | None


def packed(cell: Cell) -> Any:
    if isinstance(cell, Fault):
        return {"fault": cell.sentence}
    if isinstance(cell, datetime):
        return {"time": cell.isoformat()}
    return {"date": cell.isoformat()} if isinstance(cell, date) else cell


def unpacked(value: Any) -> Cell:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    if kind == "fault":
        return Fault(text)
    return datetime.fromisoformat(text) if kind == "time" else date.fromisoformat(text)


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def letter(column: int) -> str:
    """The name of a column, counted from 0: A … Z, AA …"""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
