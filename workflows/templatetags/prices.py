"""Prices as people read them."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def dollars(amount: object) -> str:
    """2.500000 → “2.5”. What is unknown, or not there at all, is said to be unknown, and never 0."""
    return f"{amount.normalize():f}" if isinstance(amount, Decimal) else "unknown"
