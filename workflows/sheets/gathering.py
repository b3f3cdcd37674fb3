"""The rows of a sheet that hold something, within the limits: the first is the header."""

from collections.abc import Iterable, Sequence

from memory.refusals import Unreadable
from workflows.sheets.cells import Cell, is_blank
from workflows.sheets.limits import Limits

Numbered = tuple[int, list[Cell]]  # the row's number as a spreadsheet shows it, and its cells from column A


def gather(found: Iterable[tuple[int, Sequence[Cell]]], limits: Limits) -> list[Numbered]:
    rows: list[Numbered] = []
    characters = 0
    for number, cells in found:
        if kept := _trimmed(cells):
            _check_width(kept, limits)
            characters += sum(len(cell) for cell in kept if isinstance(cell, str))
            rows.append((number, kept))
            _check_sum(len(rows) - 1, characters, limits)
    if not rows:
        raise Unreadable("is empty: its first row must name the columns, and each row after it is a brief.")
    if len(rows) == 1:
        raise Unreadable(f"has no briefs: there is nothing below the header in row {rows[0][0]}.")
    return rows


def _trimmed(cells: Sequence[Cell]) -> list[Cell]:
    """Without the empty cells at its end."""
    end = len(cells)
    while end and is_blank(cells[end - 1]):
        end -= 1
    return list(cells[:end])


def _check_width(cells: list[Cell], limits: Limits) -> None:
    if len(cells) > limits.columns:
        raise Unreadable(f"has more than {limits.columns:,} columns: keep those that the workflow asks for.")


def _check_sum(briefs: int, characters: int, limits: Limits) -> None:
    if briefs > limits.rows:
        raise Unreadable(f"has more than {limits.rows:,} rows: split it, and start one part after the other.")
    if characters > limits.characters:
        raise Unreadable(
            f"holds more than {limits.characters:,} characters: split it, and start one part after the other."
        )
