"""The accounts that the environment has keys for. They are everybody's who has none of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from workflows.providers import known
from workflows.providers.base import Account, Limit, Provider
from workflows.providers.registry import KINDS, Registry, assembled, make

Limits = Mapping[str, tuple[int, int]]  # provider → calls at once, calls a minute
Make = Callable[..., Provider]  # as registry.make


@dataclass(frozen=True)
class Found:
    """`servers`: the accounts that are compatible servers, with their models, best first."""

    accounts: dict[str, Account] = field(default_factory=dict)
    servers: dict[str, list[str]] = field(default_factory=dict)


def accounts_in(env: Mapping[str, str], limits: Limits | None = None, make: Make = make) -> Found:
    """ANTHROPIC_API_KEY, OPENAI_API_KEY and GEMINI_API_KEY are the vendors' keys; ANTHROPIC_BASE_URL, OPENAI_BASE_URL
    and GEMINI_BASE_URL send the calls elsewhere. Another OPENAI_BASE_URL than OpenAI's is a compatible server: it is
    asked by chat completions, and OPENAI_MODELS names its models, best first, separated by commas.
    """
    found = Found()

    def add(kind: str, **settings: Any) -> None:
        limit = Limit(*(limits or {}).get(kind, (0, 0)))
        found.accounts[kind] = Account(make(kind, **settings), kind, KINDS[kind][0], limit)

    if key := _value(env, "ANTHROPIC_API_KEY"):
        add("anthropic", api_key=key, base_url=_value(env, "ANTHROPIC_BASE_URL"))
    key, base_url = _value(env, "OPENAI_API_KEY"), _value(env, "OPENAI_BASE_URL")
    if base_url and not _is_openai(base_url):
        add("compatible", api_key=key, base_url=base_url)
        found.servers["compatible"] = _listed(env, "OPENAI_MODELS") or [
            row.id for row in known.MODELS if row.provider == "openai"
        ]
    elif key:
        add("openai", api_key=key)
    if key := _value(env, "GEMINI_API_KEY"):
        add("gemini", api_key=key, base_url=_value(env, "GEMINI_BASE_URL"))
    return found


def registry_from(env: Mapping[str, str], limits: Limits | None = None) -> Registry:
    """For the keys in `env`; without any, the stand-in alone."""
    found = accounts_in(env, limits)
    return assembled(found.accounts, found.servers)


def _is_openai(url: str) -> bool:
    return urlsplit(url).hostname == "api.openai.com"


def _value(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()


def _listed(env: Mapping[str, str], name: str) -> list[str]:
    return [part.strip() for part in _value(env, name).split(",") if part.strip()]
