"""What people wrote, inside a Markdown document: no line of it ends a table, a list or a block before its time."""

import re

from django import template

register = template.Library()
FENCE = 4  # backticks, at least


@register.filter
def line(text: object) -> str:
    """In one line, as an entry of a list or a heading."""
    return " ".join(str(text).split())


@register.filter
def cell(text: object) -> str:
    """In one cell of a table."""
    return line(text).replace("|", r"\|")


@register.filter
def fence(text: object) -> str:
    """What stands around a text that is shown as it is: longer than any in it."""
    longest = max((len(found) for found in re.findall("`+", str(text))), default=0)
    return "`" * max(FENCE, longest + 1)
