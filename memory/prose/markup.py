"""A safe HTML fragment as a flat list of tags and texts, so that words can be found and wrapped in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from memory.prose.markdown import BLOCKS, TABLES

APART = BLOCKS | TABLES


@dataclass(frozen=True)
class Tag:
    """One tag as it stood, and whether the text before it and after it are apart."""

    source: str
    apart: bool


@dataclass(frozen=True)
class Text:
    """Text as a reader sees it: entities resolved."""

    words: str


Piece = Tag | Text


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces.append(Tag(self.get_starttag_text() or "", tag in APART))

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append(Tag(f"</{tag}>", tag in APART))

    def handle_data(self, data: str) -> None:
        self.pieces.append(Text(data))


def read(html: str) -> list[Piece]:
    """`html` must have passed the allow-list already: what comes out is what went in."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.pieces


def write(pieces: Iterable[Piece]) -> str:
    return "".join(piece.source if isinstance(piece, Tag) else escape(piece.words) for piece in pieces)


def plain(pieces: Iterable[Piece]) -> str:
    """What a reader reads, with a line break where blocks are apart."""
    parts = [
        "\n" if isinstance(piece, Tag) and piece.apart else getattr(piece, "words", "") for piece in pieces
    ]
    return "".join(parts)
