"""Where a quote stands in a text, forgiving what nobody means: line breaks, curly quotes, case.

A quote comes from a judge that read Markdown or from a person who read the page, so three readings are tried
in turn: letter by letter, without typography, and without the marks of emphasis.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

SAME = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "–": "-", "—": "-"}
)
EMPHASIS = frozenset("*_~`")
TOKEN = re.compile(r"\s+|[*_~`]|[^\s*_~`]+")


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` (exclusive) of the text that was searched."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


def find(text: str, quote: str) -> list[Span]:
    """Every place of the quote, in order; the strictest reading that finds any decides. Empty: not there.

    Whole words are preferred: "rest" is found in "a rest", in "restaurant" only if nowhere else.
    """
    quote = quote.strip()
    if not quote:
        return []
    spans = _exact(text, quote) or _folded(text, quote, frozenset()) or _folded(text, quote, EMPHASIS)
    return [span for span in spans if _is_whole(text, span)] or spans


def _is_whole(text: str, span: Span) -> bool:
    starts = span.start == 0 or not (text[span.start - 1].isalnum() and text[span.start].isalnum())
    ends = span.end == len(text) or not (text[span.end - 1].isalnum() and text[span.end].isalnum())
    return starts and ends


def _exact(text: str, quote: str) -> list[Span]:
    return [Span(start, start + len(quote)) for start in _starts(text, quote)]


def _folded(text: str, quote: str, without: frozenset[str]) -> list[Span]:
    folded, origin = _fold(text, without)
    wanted = _fold(quote, without)[0].strip()
    if not wanted:
        return []
    return [Span(origin[at], origin[at + len(wanted) - 1] + 1) for at in _starts(folded, wanted)]


def _starts(text: str, wanted: str) -> list[int]:
    found = []
    at = text.find(wanted)
    while at >= 0:
        found.append(at)
        at = text.find(wanted, at + len(wanted))
    return found


@lru_cache(maxsize=64)
def _fold(text: str, without: frozenset[str]) -> tuple[str, list[int]]:
    """The text to compare, and for each of its characters the index where it came from. Kept for a moment: a page
    looks for many quotes in one text."""
    kept: list[str] = []
    origin: list[int] = []
    spaced = False  # the last that was kept is a space
    for found in TOKEN.finditer(text):
        token, start = found.group(), found.start()
        if token.isspace():
            if not spaced:
                kept.append(" ")
                origin.append(start)
            spaced = True
        elif token[0] not in without:
            kept.append(_lowered(token))
            origin.extend(range(start, found.end()))
            spaced = False
    return "".join(kept), origin


def _lowered(token: str) -> str:
    lower = token.translate(SAME).lower()
    if len(lower) == len(token):
        return lower
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in token.translate(SAME))
