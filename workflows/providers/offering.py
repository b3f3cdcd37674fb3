"""Which models may be put into a route or chosen in a step: those that are known, and those that a server names."""

from collections.abc import Iterable, Mapping

from workflows.providers.base import Choice
from workflows.providers.registry import KINDS, Registry

VENDORS = ("anthropic", "openai", "gemini")
NAMES = {name: KINDS[name][0] for name in VENDORS} | {
    "compatible": "The server at OPENAI_BASE_URL", "offline": "Offline stand-in",
}  # fmt: skip


def offered(registry: Registry) -> Mapping[str, list[Choice]]:
    """Account → its models, accounts with a key first: a model without a key may stand in a route, passed over."""
    by_account: dict[str, list[Choice]] = {account: [] for account in (*registry.accounts, *VENDORS)}
    for choice in dict.fromkeys(_all(registry)):
        by_account.setdefault(choice.provider, []).append(choice)
    if not registry.is_offline:
        by_account.pop("offline", None)
    return {account: choices for account, choices in by_account.items() if choices}


def _all(registry: Registry) -> Iterable[Choice]:
    """Each by the name that the catalogue has for it."""
    keys = [(row.provider, row.id) for row in registry.catalogue]
    keys += [(server, model) for server, models in registry.servers.items() for model in models]
    keys += [(choice.provider, choice.model) for route in registry.routes.values() for choice in route]
    return (Choice(account, model, registry.catalogue.label(model, account)) for account, model in keys)


def account_name(account: str) -> str:
    """As a heading: “Anthropic”, “Server “ours””."""
    kind, _, name = account.partition(":")
    if name:
        return f"Server “{name}”"
    return NAMES.get(kind, kind)
