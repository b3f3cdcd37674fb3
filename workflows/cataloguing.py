"""What an agency writes into its catalogue: facts of models over Baton's own, models that Baton doesn't know, and
prices from a day on."""

from datetime import date
from typing import Any

from django.db import transaction

from tenants.models import User
from workflows.models import AgencyModel, AgencyPrice, Route
from workflows.providers import known
from workflows.providers.catalogue import Model
from workflows.routing import Refused, note


def facts_of(row: Model) -> dict[str, Any]:
    """A model of a catalogue as the columns of an agency's row."""
    return {
        "label": row.label, "context": row.context, "max_output": row.max_output, "retires_on": row.retires_on,
        "images": "images" in row.sees, "pdf": "pdf" in row.sees, "efforts": row.efforts,
    }  # fmt: skip


@transaction.atomic
def keep(row: AgencyModel, by: User) -> None:
    """A new row, or a changed one."""
    words = (
        "was added to the catalogue"
        if row.pk is None and not _built_in(row)
        else "has facts of the agency’s own"
    )
    row.save()
    note(f"“{row.label}” {words}.", by)


@transaction.atomic
def let_go(row: AgencyModel, by: User) -> None:
    """Back to what Baton knows; a model that it doesn't know is gone. Raises Refused where a route still asks it."""
    if not _built_in(row) and (names := _routes_with(row)):
        raise Refused(f"“{row.label}” stands in the route “{names[0]}”. Take it out there first.")
    row.delete()
    words = "is again as Baton knows it" if _built_in(row) else "was taken out of the catalogue"
    note(f"“{row.label}” {words}.", by)


@transaction.atomic
def price(row: AgencyPrice, label: str, by: User) -> None:
    """A price from a day on. One of the same day is corrected; calls keep the cost that they were booked with."""
    facts: dict[str, Any] = {
        "input": row.input,
        "output": row.output,
        "cache_read": row.cache_read,
        "cache_write": row.cache_write,
        "cache_write_long": row.cache_write_long,
        "long_above": row.long_above,
    }
    same: dict[str, Any] = {
        "provider": row.provider,
        "model": row.model,
        "effective_from": row.effective_from,
    }
    before = AgencyPrice.objects.filter(**same).first()
    AgencyPrice.objects.update_or_create(
        agency_id=row.agency_id, **same, defaults={**facts, "source": row.source}
    )
    was = f", instead of {_spoken(before)}" if before else ""
    note(f"“{label}” costs {_spoken(row)} from {_day(row.effective_from)}{was}.", by)


@transaction.atomic
def drop(row: AgencyPrice, label: str, today: date, by: User) -> None:
    """Raises Refused where the price holds already: calls were counted by it."""
    if row.effective_from <= today:
        raise Refused("Calls were counted by this price, so it stays. Add another from a later day.")
    row.delete()
    note(f"“{label}”: the price from {_day(row.effective_from)} is gone again.", by)


def _built_in(row: AgencyModel) -> Model | None:
    return known.MODELS.find(row.model, row.provider)


def _routes_with(row: AgencyModel) -> list[str]:
    return [route.name for route in Route.objects.all() if [row.provider, row.model] in route.choices]


def _spoken(price_: AgencyPrice) -> str:
    more = f", more for requests above {price_.long_above:,} tokens" if price_.long_above else ""
    return f"${price_.input.normalize():f} in and ${price_.output.normalize():f} out{more}"


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
