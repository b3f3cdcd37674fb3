"""Markdown, written by models and by strangers, becomes HTML that is safe to show.

Two walls: the parser is told that raw HTML is text, and what it produces passes an allow-list. Nothing on a
page is loaded from elsewhere: a picture is named by its description and never fetched.
"""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe
from markdown_it.token import Token

from memory.prose.markdown import cleaner, parser

MAX_HEADING = 6


def _picture(described: str) -> str:
    return f"[Picture: {described.strip() or 'no description'}]"


# A relative link would point into the portal.
_cleaner = cleaner(url_relative="deny", link_rel="noopener noreferrer nofollow")
_markdown = parser(_picture)


def render(markdown: str, *, sink: int = 0) -> SafeString:
    """Safe HTML of a piece; `sink` lowers its headings by so many levels, to fit below a page's own."""
    return mark_safe(_cleaner.clean(_html(_tokens(markdown, sink))))


def blocks(markdown: str, *, sink: int = 0) -> list[SafeString]:
    """The same, cut at the top-level blocks: one safe string for each paragraph, heading, list or table."""
    return [mark_safe(_cleaner.clean(_html(block)).strip()) for block in _split(_tokens(markdown, sink))]


def _tokens(markdown: str, sink: int) -> list[Token]:
    tokens = _markdown.parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + sink, MAX_HEADING)}"
    return tokens


def _html(tokens: Sequence[Token]) -> str:
    return _markdown.renderer.render(tokens, _markdown.options, {})


def _split(tokens: Sequence[Token]) -> list[list[Token]]:
    found: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        found[-1].append(token)
        depth += token.nesting
        if depth == 0 and token.type != "inline":
            found.append([])
    return [block for block in found if block]
