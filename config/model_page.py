"""The Models page: which models answer for each kind of task, in order; what they can do and cost; who changed what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse

from config import catalogue_lines, operations_page
from config.visitor import access_of, client_of, person, refuse
from tenants.models import Client
from workflows import circuits, lineup, retiring, routing
from workflows.models import ModelChange
from workflows.providers import known
from workflows.providers.base import Choice
from workflows.providers.offering import account_name, offered
from workflows.providers.registry import Registry
from workflows.providers.router import today
from workflows.providers.routes import NAMES

ABILITY = "manage models"
SHOWN = 15  # lines of who changed what
WORDS = {
    "writing": "Writing and revising",
    "structured": "Answers with named parts",
    "judging": "Judging by criteria: never the model that wrote",
    "vision": "Pictures and PDF",
    "cheap": "Small tasks, quick and cheap",
}


@dataclass(frozen=True)
class Entry:
    """A model in a route."""

    choice: Choice
    account: str
    states: list[tuple[str, str]]  # (tone, words)


@dataclass(frozen=True)
class Card:
    """A route on the page."""

    name: str
    words: str
    own: bool
    entries: list[Entry]
    more: list[tuple[str, list[Choice]]]  # account's heading → models that could be added


def view(request: HttpRequest, site: Any) -> HttpResponse:
    client = _client(request, request.GET.get("client", ""))
    registry, day = lineup.of_agency(client.pk if client else None), today()
    clients = Client.objects.filter(pk__in=access_of(request).clients).order_by("name")
    context = {
        **site.each_context(request),
        "title": "Models",
        "offline": registry.is_offline,
        "client": client,
        "clients": clients,
        "may_edit": may_edit(request, client),
        "may_edit_catalogue": may_edit(request),
        "routes": _cards(registry, client),
        "undo": _undo(request, registry),
        "groups": catalogue_lines.groups(registry, day),
        "leaving": retiring.leaving(registry, day, retiring.of_clients([] if client else clients)),
        "changes": ModelChange.objects.select_related("by", "client")[:SHOWN],
        "keys": keys_address(),
        "read_on": known.READ_ON,
        "passed_over": circuits.passed_over(lineup.all_accounts(), lambda: registry.catalogue),
        "may_try": operations_page.visible(request),
    }
    return TemplateResponse(request, "admin/models/page.html", context)


def change(request: HttpRequest, site: Any) -> HttpResponse:
    """POST do=add, up, down, remove or reset; route, client ("" for the agency) and model."""
    name, do = request.POST.get("route", ""), request.POST.get("do", "")
    if request.method != "POST" or name not in NAMES or do not in DOING:
        raise Http404
    client = _client(request, request.POST.get("client", ""))
    if not may_edit(request, client):
        return refuse(request, site, ABILITY)
    try:
        found = DOING[do](request, name, client, request.POST.get("model", ""))
    except routing.Refused as refused:
        messages.warning(request, str(refused))
        found = {}
    query = {"client": client.pk} if client else {}
    return redirect(f"{reverse('admin:models')}?{urlencode({**query, **found})}#route-{name}")


def may_edit(request: HttpRequest, client: Client | None = None) -> bool:
    """The agency's routes and catalogue take an owner of the whole agency; a client's routes one of this client."""
    mine = access_of(request)
    return mine.may(ABILITY, client.pk) if client else mine.may_for_agency(ABILITY)


def keys_address() -> str:
    """Where keys are set; "" while there is no page for that."""
    try:
        return reverse("admin:workflows_credential_changelist")
    except NoReverseMatch:
        return ""


Done = dict[str, Any]  # what the page is told about what was done, in its address


def _add(request: HttpRequest, name: str, client: Client | None, key: str) -> Done:
    place = request.POST.get("place", "")
    routing.add(
        name, client, key, person(request), int(place) if place.isdecimal() and len(place) < 4 else None
    )
    return {}


def _remove(request: HttpRequest, name: str, client: Client | None, key: str) -> Done:
    place = routing.take_out(name, client, key, person(request))
    return {} if place is None else {"removed": key, "route": name, "place": place}


def _up(request: HttpRequest, name: str, client: Client | None, key: str) -> Done:
    routing.move(name, client, key, person(request), -1)
    return {}


def _down(request: HttpRequest, name: str, client: Client | None, key: str) -> Done:
    routing.move(name, client, key, person(request), 1)
    return {}


def _reset(request: HttpRequest, name: str, client: Client | None, key: str) -> Done:
    routing.reset(name, client, person(request))
    return {}


DOING: dict[str, Callable[[HttpRequest, str, Client | None, str], Done]] = {
    "add": _add, "remove": _remove, "up": _up, "down": _down, "reset": _reset,
}  # fmt: skip


def _undo(request: HttpRequest, registry: Registry) -> dict[str, Any] | None:
    """What was just taken out, for as long as it is out, to put it back where it stood."""
    name, key = request.GET.get("route", ""), request.GET.get("removed", "")
    found = [choice for choices in offered(registry).values() for choice in choices if choice.key == key]
    if name not in NAMES or not found or key in [choice.key for choice in registry.routes[name]]:
        return None
    return {"route": name, "choice": found[0], "place": request.GET.get("place", "")}


def _cards(registry: Registry, client: Client | None) -> list[Card]:
    own = routing.own(client)
    return [_card(name, registry, name in own) for name in NAMES]


def _card(name: str, registry: Registry, own: bool) -> Card:
    route = registry.routes[name]
    there = {choice.key for choice in route}
    more = [
        (_heading(account, registry), left)
        for account, choices in offered(registry).items()
        if (left := [choice for choice in choices if choice.key not in there])
    ]
    return Card(name, WORDS.get(name, name), own, [_entry(choice, registry) for choice in route], more)


def _heading(account: str, registry: Registry) -> str:
    return account_name(account) + ("" if account in registry.accounts else " (no key)")


def _entry(choice: Choice, registry: Registry) -> Entry:
    row = registry.catalogue.find(choice.model, choice.provider)
    states = [] if choice.provider in registry.accounts else [("warn", "No key")]
    return Entry(choice, account_name(choice.provider), states + catalogue_lines.states(row, today()))


def _client(request: HttpRequest, pk: str) -> Client | None:
    """None where the agency's own routes are meant."""
    return client_of(request, pk) if pk else None
