"""Markdown, written by models and by strangers, becomes HTML that is safe to show.

Two walls: the parser is told that raw HTML is text, and what it produces passes an allow-list. Nothing on a
page is loaded from elsewhere: a picture is named by its description and never fetched.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_HEADING = 6
BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr", "br"}
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
INLINE = {"code", "em", "strong", "s", "a"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}

_cleaner = nh3.Cleaner(
    tags=BLOCKS | TABLES | INLINE,
    attributes=ATTRIBUTES,
    url_schemes=SCHEMES,
    url_relative="deny",  # a relative link would point into the portal
    link_rel="noopener noreferrer nofollow",
)


def _picture(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    described = renderer.renderInlineAsText(tokens[index].children or [], options, env).strip()
    return escape(f"[Picture: {described or 'no description'}]", quote=False)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("image", _picture)
    return parser


_markdown = _parser()


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
