"""Where a quote stands in a text, forgiving what nobody means: line breaks, curly quotes, case.

A quote comes from a judge that read Markdown or from a person who read the page, so three readings are tried
in turn: letter by letter, without typography, and without the marks of emphasis.
"""

from dataclasses import dataclass

SAME = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "–": "-", "—": "-"}
)
EMPHASIS = frozenset("*_~`")


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


def _fold(text: str, without: frozenset[str]) -> tuple[str, list[int]]:
    """The text to compare, and for each of its characters the index where it came from."""
    kept: list[str] = []
    origin: list[int] = []
    for index, letter in enumerate(text.translate(SAME)):
        if letter in without or (letter.isspace() and kept and kept[-1] == " "):
            continue
        lower = letter.lower()
        kept.append(" " if letter.isspace() else lower if len(lower) == 1 else letter)
        origin.append(index)
    return "".join(kept), origin
