"""Which providers exist: a table of kinds, and the accounts, routes and catalogue that somebody has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from workflows.providers import known, routes
from workflows.providers.base import Account, Health, Ledger, Provider
from workflows.providers.catalogue import Catalogue
from workflows.providers.router import Router
from workflows.providers.routes import Routes

KINDS: Mapping[str, tuple[str, str]] = {
    "anthropic": ("Anthropic", "workflows.providers.anthropic.Anthropic"),
    "openai": ("OpenAI", "workflows.providers.openai.OpenAI"),
    "gemini": ("Gemini", "workflows.providers.gemini.Gemini"),
    "compatible": (
        "a server that speaks OpenAI's chat completions",
        "workflows.providers.compatible.Compatible",
    ),
    "offline": ("the offline stand-in", "workflows.providers.offline.Offline"),
}

OFFLINE_SENTENCE = (
    "No model key is set, so an offline stand-in writes and judges: it composes from the brief and the "
    "client's own texts and is no AI. Put in a key under Model keys, or set ANTHROPIC_API_KEY, OPENAI_API_KEY or "
    "GEMINI_API_KEY, to use real models."
)


def make(kind: str, **settings: Any) -> Provider:
    """A provider of that kind. Its SDK is imported at the first call, not here."""
    module, _, name = KINDS[kind][1].rpartition(".")
    return getattr(import_module(module), name)(**settings)


@dataclass(frozen=True)
class Registry:
    """The accounts of one deployment or client, the routes over their models, and what is known of the models."""

    accounts: Mapping[str, Account]
    routes: Routes
    catalogue: Catalogue = field(default=known.MODELS)
    servers: Mapping[str, Sequence[str]] = field(default_factory=dict)  # compatible ones, with their models

    @property
    def providers(self) -> Mapping[str, Provider]:
        return {name: account.provider for name, account in self.accounts.items()}

    @property
    def is_offline(self) -> bool:
        return set(self.accounts) <= {"offline"}

    def describe(self) -> str:
        """One sentence for pages and the terminal: who writes and judges here."""
        if self.is_offline:
            return OFFLINE_SENTENCE
        return f"Models answer through {_spoken([account.name for account in self.accounts.values()])}."

    def router(self, ledger: Ledger | None = None, health: Health | None = None) -> Router:
        return Router(self.providers, self.routes, self.catalogue, ledger, health=health)

    async def aclose(self) -> None:
        for account in self.accounts.values():
            await account.provider.aclose()


def assembled(
    accounts: Mapping[str, Account],
    servers: Mapping[str, Sequence[str]],
    own_routes: Routes | None = None,
    catalogue: Catalogue = known.MODELS,
) -> Registry:
    """The registry over these accounts, the stand-in where there are none. `servers`: which of the accounts are
    compatible servers, and their models, best first. `own_routes` go before the default ones.
    """
    there = accounts or {"offline": Account(make("offline"), "offline", KINDS["offline"][0])}
    named = {**routes.of(there, servers), **(own_routes or {})}
    return Registry(there, _labelled(named, catalogue), catalogue, servers)


def _labelled(named: Routes, catalogue: Catalogue) -> Routes:
    """Each model by the name that this catalogue has for it."""
    return {
        name: tuple(replace(one, label=catalogue.label(one.model, one.provider)) for one in route)
        for name, route in named.items()
    }


def _spoken(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
