"""Accepted suggestions applied to a piece: each quote is replaced exactly once, or it is said why not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reviews import quotes
from reviews.quotes import EMPHASIS, Span


@dataclass(frozen=True)
class Edit:
    number: int  # the finding's number on the page
    quote: str
    replacement: str  # "": take the quote out


@dataclass(frozen=True)
class Refused:
    """An edit that could not be applied, and one sentence for the person who accepted it."""

    number: int
    sentence: str


@dataclass(frozen=True)
class Applied:
    text: str
    done: tuple[int, ...]
    refused: tuple[Refused, ...]


def apply(text: str, edits: Sequence[Edit]) -> Applied:
    """All places are looked up in the given text, so that one edit can't hide the words of another.

    Two findings may ask for the very same edit: it is made once, and both are answered.
    """
    placed: list[tuple[Span, Edit]] = []
    done: list[int] = []
    refused: list[Refused] = []
    for edit in edits:
        spans = quotes.find(text, edit.quote)
        if any(spans == [span] and edit.replacement == other.replacement for span, other in placed):
            done.append(edit.number)
            continue
        trouble = _trouble(text, edit, spans, placed)
        if trouble:
            refused.append(Refused(edit.number, trouble))
        else:
            placed.append((spans[0], edit))
            done.append(edit.number)
    for span, edit in sorted(placed, key=lambda pair: pair[0].start, reverse=True):
        text = _replaced(text, span, edit.replacement)
    return Applied(text, tuple(done), tuple(refused))


def _trouble(text: str, edit: Edit, spans: Sequence[Span], placed: Sequence[tuple[Span, Edit]]) -> str:
    if not spans:
        return f"Edit {edit.number} was not applied: the words it replaces are no longer in the text."
    if len(spans) > 1:
        return f"Edit {edit.number} was not applied: its words stand {len(spans)} times in the text."
    if _cuts_formatting(text[spans[0].start : spans[0].end], edit.quote):
        return f"Edit {edit.number} was not applied: it would cut through bold or italic words."
    for span, other in placed:
        if span.overlaps(spans[0]):
            return f"Edit {edit.number} was not applied: it changes the same words as edit {other.number}."
    return ""


def _cuts_formatting(found: str, quote: str) -> bool:
    """Marks of emphasis that the quote didn't name must open and close inside the words that go."""
    return any(found.count(sign) != quote.count(sign) and found.count(sign) % 2 for sign in EMPHASIS) or (
        found.count("**") != quote.count("**") and found.count("**") % 2 == 1
    )


def _replaced(text: str, span: Span, replacement: str) -> str:
    before, after = text[: span.start], text[span.end :]
    if not replacement:
        return _closed(before, after)
    return before + replacement + after


def _closed(before: str, after: str) -> str:
    """Words taken out leave no double space and no space before a full stop."""
    if before.endswith(" ") and re.match(r"[ .,;:!?)\n]|$", after):
        before = before[:-1]
    elif after.startswith(" ") and (not before or before.endswith("\n")):
        after = after[1:]
    return before + after
