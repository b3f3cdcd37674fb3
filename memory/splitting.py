"""Markdown to passages: by its structure, each of a size that a model can use and an embedding can mean."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from semantic_text_splitter import MarkdownSplitter

CHARACTERS = (900, 1500)  # about 150 to 250 words of English
OVERLAP = 120  # a sentence or so, so that what stands on a border is found from both sides
STRETCH = 50_000  # characters split at once: the splitter's time grows with their square
HEADING_OR_FENCE = re.compile(r"^ {0,3}(?:(#{1,6})[ \t]+(.+?)[ \t#]*|(?:```|~~~).*)$", re.MULTILINE)


@dataclass(frozen=True)
class Piece:
    """One stretch of a document, and where in it it stands."""

    position: int  # 0, 1, 2 … in the document's order
    heading: str  # the headings above its first line, outermost first: "Brand voice › Tone"
    text: str


def split(markdown: str) -> list[Piece]:
    """Every word of the document is in some piece, in the document's order."""
    splitter = MarkdownSplitter(CHARACTERS, overlap=OVERLAP)
    starts, paths = _headings(markdown)
    pieces: list[Piece] = []
    for offset, stretch in _stretches(markdown):
        for start, text in splitter.chunk_indices(stretch):
            # A heading that begins a piece isn't above it: the piece shows it itself.
            above = bisect_left(starts, offset + start)
            pieces.append(Piece(len(pieces), paths[above - 1] if above else "", text))
    return pieces


def _stretches(markdown: str) -> Iterator[tuple[int, str]]:
    """The document in parts of at most STRETCH, cut at a blank line if there is one, else a line or word."""
    offset = 0
    while offset < len(markdown):
        end = offset + STRETCH
        if end < len(markdown):
            cuts = (markdown.rfind(mark, offset + STRETCH // 2, end) for mark in ("\n\n", "\n", " "))
            end = next((cut for cut in cuts if cut > 0), end)
        yield offset, markdown[offset:end]
        offset = end


def _headings(markdown: str) -> tuple[list[int], list[str]]:
    """Where each heading starts, and its path; what stands in a block of code is no heading."""
    starts, paths = [], []
    path: list[tuple[int, str]] = []
    fenced = False
    for match in HEADING_OR_FENCE.finditer(markdown):
        if not match[1]:
            fenced = not fenced
        elif not fenced:
            level = len(match[1])
            path = [above for above in path if above[0] < level] + [(level, match[2].strip("*_ "))]
            starts.append(match.start())
            paths.append(" › ".join(words for _, words in path))
    return starts, paths


def first_heading(markdown: str) -> str:
    """The words of the heading that a document begins with, or nothing."""
    match = HEADING_OR_FENCE.match(markdown)
    return match[2].strip("*_ ") if match and match[1] else ""
