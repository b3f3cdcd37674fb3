"""The words of a piece of Markdown in one line, for where there is room for its beginning only."""

from markdown_it.token import Token

from memory.prose.markdown import parser

LONGEST = 4_000  # characters that are looked at: more than any line shows
ENDS = ".!?:;…”"  # what a block ends with that needs no other mark between it and the next
BREAKS = {"softbreak", "hardbreak"}
_markdown = parser(str)


def words(markdown: str) -> str:
    """Without the marks of headings, lists, tables and links: “Rates · Nine rooms. Room · Night · Harbour · 140”."""
    blocks = [_words(token) for token in _markdown.parse(markdown[:LONGEST])]
    line = ""
    for block in filter(None, blocks):
        line += f"{'' if not line else ' ' if line[-1] in ENDS else ' · '}{block}"
    return line


def _words(token: Token) -> str:
    """Of a block that holds text; blocks that hold blocks have none of their own."""
    if token.type in ("fence", "code_block"):
        return " ".join(token.content.split())
    parts = [" " if child.type in BREAKS else child.content for child in token.children or []]
    return " ".join("".join(parts).split())
