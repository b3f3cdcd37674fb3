"""Amounts of money on pages, and a client's month for a page of an app below this one."""

from decimal import Decimal

from django import template
from django.utils.timezone import now

from tenants.models import Client
from workflows import budgets
from workflows.budgets import Budget, Month, month_of
from workflows.costs.calls import cost_of
from workflows.costs.words import Cost, dollars
from workflows.models import Call

register = template.Library()
register.filter("usd", dollars)


@register.simple_tag
def bar(part: Decimal, whole: Decimal) -> int:
    """The width of a bar in percent, 100 at most."""
    return min(100, round(100 * part / whole)) if whole else 0


@register.simple_tag
def month_of_client(client: Client) -> tuple[Month, Cost, Budget | None]:
    """The present month of its time zone, what it has cost, and its budget if it has one."""
    month = month_of(now(), client.timezone)
    cost = cost_of(Call.objects.filter(client=client.pk, sent_at__gte=month.start))
    return month, cost, budgets.of([client.pk]).get(client.pk)
