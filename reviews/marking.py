"""Findings and comments anchored in the piece: each quote that can be located is wrapped in <mark>, findings numbered.

Marks may cross inline markup and may overlap; a mark never contains a tag, so that the HTML stays well formed
and safe. A quote that isn't in the piece is listed without an anchor, never guessed.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe

from memory.prose.markup import Piece, Tag, Text, read
from memory.prose.rendering import render
from reviews import quotes
from reviews.quotes import Span

TALK = "talk"  # a comment's words
TONES = ("bad", "warn", "done", TALK)  # the gravest first


@dataclass(frozen=True)
class Note:
    """What is to be anchored: its number on the page, the words it is about, and how grave it is."""

    number: int  # of the finding; of a comment its id
    quote: str
    tone: str = "warn"  # one of TONES
    turn: int | None = None  # which of the places of these words, from 0; None: each in turn

    @property
    def is_talk(self) -> bool:
        return self.tone == TALK


@dataclass(frozen=True)
class Marked:
    html: SafeString
    found: frozenset[int]  # numbers of the findings that have an anchor
    talked: frozenset[int] = frozenset()  # ids of the comments that have one


Places = Mapping[Note, Span]


def mark(markdown: str, notes: Sequence[Note], *, sink: int = 0) -> Marked:
    pieces = read(render(markdown, sink=sink))
    flat, starts = _flatten(pieces)
    places = _places(flat, notes)
    return Marked(
        mark_safe("".join(_written(pieces, starts, places))),
        frozenset(note.number for note in places if not note.is_talk),
        frozenset(note.number for note in places if note.is_talk),
    )


def _written(pieces: Sequence[Piece], starts: Sequence[int], places: Places) -> Iterator[str]:
    linked = False  # inside a link no other link may stand
    near = _by_piece(starts, places)
    for number, (piece, start) in enumerate(zip(pieces, starts, strict=True)):
        if isinstance(piece, Tag):
            linked = piece.source.startswith("<a") or (linked and piece.source != "</a>")
            yield piece.source
        else:
            yield from _wrapped(piece.words, start, near.get(number, {}), linked)


def _by_piece(starts: Sequence[int], places: Places) -> dict[int, dict[Note, Span]]:
    """Number of a piece → the notes whose words may stand in it."""
    near: dict[int, dict[Note, Span]] = {}
    for note, span in places.items():
        for number in range(bisect_right(starts, span.start) - 1, bisect_left(starts, span.end)):
            near.setdefault(number, {})[note] = span
    return near


def _flatten(pieces: Sequence[Piece]) -> tuple[str, list[int]]:
    """The piece as a reader reads it, and where in it each of the pieces starts."""
    flat, starts, length = [], [], 0
    for piece in pieces:
        words = piece.words if isinstance(piece, Text) else "\n" if piece.apart else ""
        starts.append(length)
        flat.append(words)
        length += len(words)
    return "".join(flat), starts


def _places(flat: str, notes: Sequence[Note]) -> dict[Note, Span]:
    """Two findings with the same quote take its places one after the other."""
    places: dict[Note, Span] = {}
    seen: dict[str, int] = {}
    for note in notes:
        spans = quotes.find(flat, note.quote) or quotes.find(flat, _as_read(note.quote))
        if spans:
            turn = seen.get(note.quote, 0) if note.turn is None else note.turn
            if note.turn is None:
                seen[note.quote] = turn + 1
            places[note] = spans[min(turn, len(spans) - 1)]
    return places


def _as_read(quote: str) -> str:
    """A quote taken from the Markdown source, as it reads on the page."""
    return "".join(piece.words for piece in read(render(quote)) if isinstance(piece, Text)).strip()


def _wrapped(words: str, start: int, places: Places, linked: bool) -> Iterator[str]:
    end = start + len(words)
    near = {note: span for note, span in places.items() if span.overlaps(Span(start, end))}
    inner = {edge for span in near.values() for edge in (span.start, span.end) if start < edge < end}
    for left, right in pairwise(sorted({start, end} | inner)):
        text = escape(words[left - start : right - start], quote=False)
        here = [note for note, span in near.items() if span.overlaps(Span(left, right))]
        if not here or text.isspace():
            yield text
            continue
        tone = min((note.tone for note in here), key=TONES.index)
        ending = sorted(note.number for note in here if not note.is_talk and near[note].end == right)
        ends = "".join(_reference(number, linked) for number in ending)
        yield f'<mark class="mark-{tone}"{_named(here)}>{text}{ends}</mark>'


def _named(notes: Sequence[Note]) -> str:
    found = sorted(note.number for note in notes if not note.is_talk)
    talked = sorted(note.number for note in notes if note.is_talk)
    return "".join(
        f' {name}="{" ".join(map(str, numbers))}"'
        for name, numbers in (("data-findings", found), ("data-comments", talked))
        if numbers
    )


def _reference(number: int, linked: bool) -> str:
    if linked:
        return f'<span class="ref">{number}</span>'
    return f'<a class="ref" href="#finding-{number}" aria-label="Finding {number}">{number}</a>'
