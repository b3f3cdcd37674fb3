"""What stands in a cell, as the answer that `workflows.answers` reads: it judges, here is only read what people and
spreadsheets write for the same thing. Where two things could be meant, nothing is guessed."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from workflows.answers import Wrong
from workflows.engine.definition import Field
from workflows.sheets.cells import Cell, Fault
from workflows.sheets.names import plain

# As people and spreadsheets of our clients' languages write them; the rest is for workflows.answers to refuse.
YES = {
    "yes",
    "y",
    "true",
    "on",
    "1",
    "x",
    "ja",
    "wahr",
    "oui",
    "vrai",
    "sí",
    "si",
    "sì",
    "verdadero",
    "vero",
    "waar",
}
NO = {"no", "n", "false", "off", "0", "nein", "falsch", "non", "faux", "falso", "nee", "onwaar"}

_COMMA = re.compile(r"([+-]?[0-9]+),([0-9]+)")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


def raw(field: Field, cell: Cell) -> Any:
    """Raises Wrong for what isn't in the file, or isn't clear."""
    if isinstance(cell, Fault):
        raise Wrong(cell.sentence)
    return READERS[field.kind](field, cell)


def _text(field: Field, cell: Cell) -> Any:
    """As the spreadsheet shows it."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date) else None if cell is None else str(cell)


def _number(field: Field, cell: Cell) -> Any:
    if isinstance(cell, float):
        shown = float(f"{cell:.15g}")  # spreadsheets show 15 digits: what is after them is noise
        return int(shown) if shown.is_integer() else shown
    if isinstance(cell, str) and (comma := _COMMA.fullmatch(cell.strip())):
        if len(comma[2]) == 3:
            raise Wrong(f"may be {comma[1]}{comma[2]} or {comma[1]}.{comma[2]}: write it without a comma.")
        return f"{comma[1]}.{comma[2]}"
    return cell


def _date(field: Field, cell: Cell) -> Any:
    if isinstance(cell, str) and (day_first := _DAY_FIRST.fullmatch(cell.strip())):
        day, month, year = day_first.groups()
        return f"{year}-{int(month):02}-{int(day):02}"
    return cell


def _yes_no(field: Field, cell: Cell) -> Any:
    word = _text(field, cell)
    if not isinstance(word, str):
        return cell
    word = word.strip().lower()
    return True if word in YES else False if word in NO else _text(field, cell)


def _choice(field: Field, cell: Cell) -> Any:
    return None if cell is None else _option(field, str(_text(field, cell)))


def _list(field: Field, cell: Cell) -> Any:
    """One entry a line; a cell of one line is split at its semicolons."""
    text = _text(field, cell)
    if text is None:
        return None
    return text.splitlines() if len(text.splitlines()) > 1 or text.endswith("\n") else text.split(";")


def _choices(field: Field, cell: Cell) -> Any:
    entries = _list(field, cell)
    return None if entries is None else [_option(field, entry) for entry in entries]


def _option(field: Field, text: str) -> str:
    """The option as the form has it, where only case or spaces differ."""
    near = [option for option in field.options if plain(option) == plain(text)]
    return near[0] if len(near) == 1 and text not in field.options else text


READERS: dict[str, Callable[[Field, Cell], Any]] = {
    "line": _text,
    "text": _text,
    "url": _text,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "list": _list,
    "yes_no": _yes_no,
}
