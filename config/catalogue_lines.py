"""The catalogue as a page shows it: models by their account, each with its facts, prices and what there is to say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from workflows.models import AgencyPrice
from workflows.providers.base import Choice
from workflows.providers.catalogue import Model, Price
from workflows.providers.offering import account_name, offered
from workflows.providers.registry import Registry
from workflows.retiring import NOTICE


@dataclass(frozen=True)
class Line:
    choice: Choice
    model: Model | None  # None: a server named it, and nothing else is known
    url: str
    price: Price | None
    coming: Price | None
    states: list[tuple[str, str]]  # (tone, words)


@dataclass(frozen=True)
class PriceLine:
    """A price as one row of a model's page. `drop`: its id, where it may still be taken away."""

    price: Price
    state: str  # "Holds today", "From then on" or "Past"
    source: str
    drop: int | None


@dataclass(frozen=True)
class Group:
    account: str
    name: str
    connected: bool
    lines: list[Line]


def groups(registry: Registry, day: date) -> list[Group]:
    return [
        Group(
            account,
            account_name(account),
            account in registry.accounts,
            [_line(c, registry, day) for c in choices],
        )
        for account, choices in offered(registry).items()
    ]


def price_lines(model: Model, own: Iterable[AgencyPrice], day: date) -> list[PriceLine]:
    """The latest first. `own`: the agency's rows for this model."""
    rows = {row.effective_from: row for row in own}
    holds = model.price(day)
    return [
        _price_line(price, rows.get(price.effective_from), price == holds, day)
        for price in sorted(model.prices, key=lambda one: one.effective_from, reverse=True)
    ]


def _price_line(price: Price, row: AgencyPrice | None, holds: bool, day: date) -> PriceLine:
    coming = price.effective_from > day
    state = "Holds today" if holds else "From then on" if coming else "Past"
    source = (row.source or "the agency") if row else "Baton"
    return PriceLine(price, state, source, row.pk if row and coming else None)


def address(account: str, model: str) -> str:
    """Of a model's own page."""
    return f"{reverse('admin:model')}?{urlencode({'account': account, 'model': model})}"


def states(row: Model | None, day: date) -> list[tuple[str, str]]:
    """What somebody who chooses this model should see; nothing for one that is fine."""
    if row is None:
        return [("", "Facts unknown"), ("", "Price unknown")]
    found = [("", "Price unknown")] if row.price(day) is None else []
    leaves = row.retires_on
    if leaves and leaves <= day:
        found.append(("bad", f"Retired on {leaves:%-d %b %Y}"))
    elif leaves:
        found.append(("warn" if leaves - day <= NOTICE else "", f"Until {leaves:%-d %b %Y}"))
    return found


def _line(choice: Choice, registry: Registry, day: date) -> Line:
    row = registry.catalogue.find(choice.model, choice.provider)
    url = address(choice.provider, choice.model)
    if row is None:
        return Line(choice, None, url, None, None, states(None, day))
    return Line(choice, row, url, row.price(day), row.next_price(day), states(row, day))
