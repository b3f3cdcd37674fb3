"""The beginning of a Markdown text, in words."""

from django import template
from django.utils.text import Truncator

from memory.prose.excerpt import words

register = template.Library()


@register.filter
def excerpt(markdown: str, characters: int) -> str:
    """At most so many characters; the template escapes them."""
    return Truncator(words(markdown)).chars(characters)
