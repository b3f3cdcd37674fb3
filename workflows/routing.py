"""Changing the routes: an agency's, or one client's own, a model at a time. The first change makes a list of one's own
from the one that held until then; it stays as it is when keys are added, until somebody goes back."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from tenants.models import Client, User
from tenants.scope import current
from workflows import lineup
from workflows.models import ModelChange, Route
from workflows.providers.names import parted
from workflows.providers.offering import offered

Keys = list[str]  # "account/model", best first


class Refused(Exception):
    """What can't be done to a route; its text says why and what to do."""


def own(client: Client | None) -> dict[str, Route]:
    """The lists that the agency (None) or this client has of its own, by the name of the route."""
    return {row.name: row for row in Route.objects.filter(client=client)}


def add(name: str, client: Client | None, key: str, by: User, place: int | None = None) -> None:
    """At the end, or at `place` (from 0): so a model that was taken out is put back."""
    label = _label(client, key)

    def change(keys: Keys) -> Keys:
        at = len(keys) if place is None else place
        return keys if key in keys else [*keys[:at], key, *keys[at:]]

    _change(name, client, change, f"“{label}” was put into the route “{name}”.", by)


def take_out(name: str, client: Client | None, key: str, by: User) -> int | None:
    """Where it stood; None if it had gone already."""
    stood: list[int] = []

    def change(keys: Keys) -> Keys:
        if keys == [key]:
            raise Refused(
                "A route needs a model at least. Add another first, or go back to the list that held before."
            )
        stood.extend(n for n, one in enumerate(keys) if one == key)
        return [one for one in keys if one != key]

    _change(name, client, change, f"“{_label(client, key)}” was taken out of the route “{name}”.", by)
    return stood[0] if stood else None


def move(name: str, client: Client | None, key: str, by: User, places: int) -> None:
    """`places`: -1 is one earlier."""

    def change(keys: Keys) -> Keys:
        if key not in keys:
            return keys
        rest = [one for one in keys if one != key]
        rest.insert(max(0, keys.index(key) + places), key)
        return rest

    way = "earlier" if places < 0 else "later"
    _change(name, client, change, f"“{_label(client, key)}” is asked {way} in the route “{name}”.", by)


@transaction.atomic
def reset(name: str, client: Client | None, by: User) -> None:
    """Back to the default; for a client, to what holds for the agency."""
    gone, _ = Route.objects.filter(client=client, name=name).delete()
    if gone:
        back = "as the agency’s" if client else "the default"
        note(f"The route “{name}” is {back} again.", by, client)


def note(sentence: str, by: User, client: Client | None = None) -> None:
    ModelChange.objects.create(agency_id=_agency(), client=client, sentence=sentence, by=by)


@transaction.atomic
def _change(
    name: str, client: Client | None, change: Callable[[Keys], Keys], sentence: str, by: User
) -> None:
    """Under a lock, so that of two people who change a list at once neither loses a line."""
    row, made = Route.objects.select_for_update().get_or_create(
        agency_id=_agency(), client=client, name=name, defaults={"choices": _pairs(_held(name, client))}
    )
    before = ["/".join(pair) for pair in row.choices]
    after = change(before)
    if after != before:
        row.choices = _pairs(after)
        row.save(update_fields=["choices"])
        note(sentence, by, client)
    elif made:  # nothing changed, so nobody asked for a list of their own
        row.delete()


def _held(name: str, client: Client | None) -> Keys:
    registry = lineup.of_agency(client.pk if client else None)
    return [choice.key for choice in registry.routes[name]]


def _label(client: Client | None, key: str) -> str:
    known = offered(lineup.of_agency(client.pk if client else None))
    names = [choice.name for choices in known.values() for choice in choices if choice.key == key]
    if not names:
        raise Refused(f"“{parted(key)[1]}” is not in the catalogue. Add it there first.")
    return names[0]


def _pairs(keys: Keys) -> list[Any]:
    return [list(parted(key)) for key in keys]


def _agency() -> int:
    scope = current()
    assert scope and scope.agency, "Routes are changed from a page, within an agency's scope."
    return scope.agency
