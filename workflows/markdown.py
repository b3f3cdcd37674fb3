"""A piece's Markdown as HTML that another system may publish as it is.

Two walls: the parser takes raw HTML for text, and what it makes passes an allow-list. Of a picture only the
description is left, because nobody has looked at what it would load; the Markdown still has all of it.
"""

from collections.abc import Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

TAGS = "p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong s a hr br table thead tbody tr th td"

_cleaner = nh3.Cleaner(
    tags=set(TAGS.split()),
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
)


def _described(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return escapeHtml(renderer.renderInlineAsText(tokens[index].children or [], options, env))


_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_markdown.add_render_rule("image", _described)


def html(text: str) -> str:
    return _cleaner.clean(_markdown.render(text))
