"""Which providers exist here: a table of kinds, and what the environment has keys for."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from workflows.providers import catalogue, routes
from workflows.providers.base import Ledger, Provider
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
    "client's own texts and is no AI. Set ANTHROPIC_API_KEY, OPENAI_API_KEY or GEMINI_API_KEY to use real models."
)


def make(kind: str, **settings: Any) -> Provider:
    """A provider of that kind. Its SDK is imported at the first call, not here."""
    module, _, name = KINDS[kind][1].rpartition(".")
    return getattr(import_module(module), name)(**settings)


@dataclass(frozen=True)
class Registry:
    """The providers of one deployment or credential set, and the routes over them."""

    providers: Mapping[str, Provider]
    routes: Routes

    @property
    def is_offline(self) -> bool:
        return set(self.providers) <= {"offline"}

    def describe(self) -> str:
        """One sentence for pages and the terminal: who writes and judges here."""
        if self.is_offline:
            return OFFLINE_SENTENCE
        return f"Models answer through {_spoken([KINDS[name][0] for name in self.providers])}."

    def router(self, ledger: Ledger | None = None) -> Router:
        return Router(self.providers, self.routes, ledger)

    async def aclose(self) -> None:
        for provider in self.providers.values():
            await provider.aclose()


def from_environment(env: Mapping[str, str]) -> Registry:
    """Providers for the keys in `env`; without any, the stand-in alone.

    ANTHROPIC_API_KEY, OPENAI_API_KEY and GEMINI_API_KEY are the vendors' keys; ANTHROPIC_BASE_URL, OPENAI_BASE_URL and
    GEMINI_BASE_URL send the calls elsewhere. Another OPENAI_BASE_URL than OpenAI's is a compatible server: it is asked
    by chat completions, and OPENAI_MODELS names its models, best first, separated by commas.
    """
    providers: dict[str, Provider] = {}
    if key := _value(env, "ANTHROPIC_API_KEY"):
        providers["anthropic"] = make("anthropic", api_key=key, base_url=_value(env, "ANTHROPIC_BASE_URL"))
    key, base_url = _value(env, "OPENAI_API_KEY"), _value(env, "OPENAI_BASE_URL")
    if base_url and not _is_openai(base_url):
        providers["compatible"] = make("compatible", api_key=key, base_url=base_url)
    elif key:
        providers["openai"] = make("openai", api_key=key)
    if key := _value(env, "GEMINI_API_KEY"):
        providers["gemini"] = make("gemini", api_key=key, base_url=_value(env, "GEMINI_BASE_URL"))
    models = _listed(env, "OPENAI_MODELS") or [row.id for row in catalogue.MODELS if row.provider == "openai"]
    return Registry(providers or {"offline": make("offline")}, _routes(providers, models))


def _routes(providers: Mapping[str, Provider], models: list[str]) -> Routes:
    """The default routes; a compatible server's own models stand behind the vendors', alone without them."""
    known = routes.defaults(providers)
    if "compatible" not in providers:
        return known
    own = routes.of_one("compatible", models)
    return own if len(providers) == 1 else {name: (*known[name], *own[name]) for name in known}


def _spoken(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _is_openai(url: str) -> bool:
    return urlsplit(url).hostname == "api.openai.com"


def _value(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()


def _listed(env: Mapping[str, str], name: str) -> list[str]:
    return [part.strip() for part in _value(env, name).split(",") if part.strip()]
