"""Models that leave soon: told from two months ahead, so that nobody learns it from a run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tenants.models import Client
from workflows.models import Route
from workflows.providers.base import Choice
from workflows.providers.catalogue import Catalogue, Model
from workflows.providers.registry import Registry

NOTICE = timedelta(days=60)

Routes = Mapping[str, Sequence[Choice]]


@dataclass(frozen=True)
class Leaving:
    """A model that leaves, or has left, and the routes that would miss it."""

    model: Model
    on: date
    gone: bool
    days: int
    routes: tuple[str, ...]  # "writing", "judging of Fernhill Hotels"

    @property
    def sentence(self) -> str:
        when = f"{self.on:%-d %B %Y}"
        if self.gone:
            return f"{self.model.label} was retired on {when} and is passed over."
        return f"{self.model.label} retires on {when}, in {self.days} day{'' if self.days == 1 else 's'}."


def leaving(registry: Registry, today: date, own: Iterable[Route] = ()) -> list[Leaving]:
    """Those that a route names, the soonest first. `own`: routes of single clients."""
    named = {
        name: [(choice.provider, choice.model) for choice in route] for name, route in registry.routes.items()
    }
    named |= {f"{row.name} of {row.client}": [(a, m) for a, m in row.choices] for row in own if row.client}
    found = []
    for model in registry.catalogue:
        routes = tuple(name for name, keys in named.items() if (model.provider, model.id) in keys)
        if model.retires_on and routes and model.retires_on - today <= NOTICE:
            days = (model.retires_on - today).days
            found.append(Leaving(model, model.retires_on, days <= 0, days, routes))
    return sorted(found, key=lambda one: one.on)


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
