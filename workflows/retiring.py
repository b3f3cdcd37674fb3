"""Models that leave soon: told from two months ahead, so that nobody learns it from a run."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError

from tenants.models import Client
from workflows.models import Route, Step, Version
from workflows.providers.base import Choice
from workflows.providers.catalogue import Catalogue, Model
from workflows.providers.names import parted
from workflows.providers.registry import Registry

NOTICE = timedelta(days=60)
ASKING = ("generate", "rubric")  # kinds of step that ask a model

Key = tuple[str, str]  # a model's account and id


@dataclass(frozen=True)
class Leaving:
    """A model that leaves, or has left, and the routes that would miss it."""

    model: Model
    on: date
    gone: bool
    days: int
    routes: tuple[str, ...]  # "writing", "judging of Fernhill Hotels"
    asked_by: tuple[str, ...] = ()  # workflows that would miss it, "Newsletter (Fernhill Hotels)"

    @property
    def sentence(self) -> str:
        when = f"{self.on:%-d %B %Y}"
        if self.gone:
            return f"{self.model.label} was retired on {when} and is passed over."
        return f"{self.model.label} retires on {when}, in {self.days} day{'' if self.days == 1 else 's'}."


def leaving(registry: Registry, today: date, own: Iterable[Route] = ()) -> list[Leaving]:
    """Those that a route names, the soonest first. `own`: routes of single clients."""
    return [one for one in _all(registry, today, own) if one.routes]


def missed(registry: Registry, today: date) -> list[Leaving]:
    """Those that a published workflow of the scope's clients would ask, by its route or because it allows no other."""
    own = list(Route.objects.exclude(client=None).select_related("client"))
    found = _all(registry, today, own)
    asking = list(_asking(own, registry)) if found else []
    named = [replace(one, asked_by=_asked_by(one.model, asking)) for one in found]
    return [one for one in named if one.asked_by]


def _all(registry: Registry, today: date, own: Iterable[Route]) -> list[Leaving]:
    named = {
        name: [(choice.provider, choice.model) for choice in route] for name, route in registry.routes.items()
    }
    named |= {f"{row.name} of {row.client}": [(a, m) for a, m in row.choices] for row in own if row.client}
    found = []
    for model in registry.catalogue:
        if model.retires_on and model.retires_on - today <= NOTICE:
            routes = tuple(name for name, keys in named.items() if (model.provider, model.id) in keys)
            days = (model.retires_on - today).days
            found.append(Leaving(model, model.retires_on, days <= 0, days, routes))
    return sorted(found, key=lambda one: one.on)


def _asked_by(model: Model, asking: Iterable[tuple[str, set[Key]]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name, keys in asking if (model.provider, model.id) in keys))


def _asking(own: Sequence[Route], registry: Registry) -> Iterator[tuple[str, set[Key]]]:
    """For each published step that asks a model: its workflow, and the models that it would ask."""
    routes: dict[tuple[int | None, str], list[Any]] = {
        (None, name): [(c.provider, c.model) for c in route] for name, route in registry.routes.items()
    }
    routes |= {(row.client_id, row.name): [(a, m) for a, m in row.choices] for row in own}
    steps = Step.objects.filter(version__state=Version.State.PUBLISHED, kind__in=ASKING)
    for step in steps.select_related("client", "version__workflow"):
        try:
            settings = step.as_engine().read
        except ValidationError:  # the step's own page says so
            continue
        held = routes.get((step.client_id, settings.route), routes.get((None, settings.route), []))
        keys = (
            {parted(settings.pin)}
            if settings.pin
            else {key for key in held if "/".join(key) not in settings.exclude}
        )
        yield f"{step.version.workflow} ({step.client})", keys


def of_clients(clients: Iterable[Client]) -> list[Route]:
    """The own routes of these clients."""
    return list(Route.objects.filter(client__in=list(clients)).select_related("client"))


def soon(choice: Choice, catalogue: Catalogue, today: date) -> str:
    """When it retires, as the rest of a clause, if that is soon: “retires on 4 January 2027”; else “”."""
    row = catalogue.find(choice.model, choice.provider)
    day = row.retires_on if row else None
    if day is None or not today < day <= today + NOTICE:
        return ""
    return f"retires on {day:%-d %B %Y}"
