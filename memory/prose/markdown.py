"""A piece's Markdown as HTML that another system may publish as it is, and what every renderer here is made of.

Two walls: the parser takes raw HTML for text, and what it makes passes an allow-list. Of a picture only the
description is left, because nobody has looked at what it would load; the Markdown still has all of it.
"""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr", "br"}
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
INLINE = {"code", "em", "strong", "s", "a"}


def parser(picture: Callable[[str], str]) -> MarkdownIt:
    """CommonMark with tables and strike-through; `picture` words a picture by its description."""

    def worded(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        described = renderer.renderInlineAsText(tokens[index].children or [], options, env)
        return escape(picture(described), quote=False)

    made = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    made.add_render_rule("image", worded)
    return made


def cleaner(**more: Any) -> nh3.Cleaner:
    """The allow-list; `more` says what becomes of links."""
    return nh3.Cleaner(
        tags=BLOCKS | TABLES | INLINE,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        **more,
    )


_cleaner = cleaner(link_rel="noopener")
_markdown = parser(lambda described: described)


def html(text: str) -> str:
    return _cleaner.clean(_markdown.render(text))
