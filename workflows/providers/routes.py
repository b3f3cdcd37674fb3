"""Default routes: for each kind of task the models that may answer, best first, from what has a key."""

from collections.abc import Iterable, Mapping, Sequence

from workflows.providers import known
from workflows.providers.base import Choice

Routes = Mapping[str, Sequence[Choice]]

# A judge must not share the writer's model, so "judging" begins with another model than "writing" does.
ORDER: Mapping[str, tuple[tuple[str, str], ...]] = {
    "writing": (
        ("anthropic", "claude-sonnet-5-5"),
        ("openai", "gpt-6.2-sol"),
        ("gemini", "gemini-4-carbon"),
        ("anthropic", "claude-opus-5-5"),
        ("openai", "gpt-6.2-astra"),
        ("gemini", "gemini-3.8-flash"),
    ),
    "structured": (
        ("openai", "gpt-6.2-sol"),
        ("anthropic", "claude-sonnet-5-5"),
        ("gemini", "gemini-3.8-flash"),
        ("openai", "gpt-6-luna"),
        ("anthropic", "claude-haiku-5-5"),
        ("gemini", "gemini-3.5-flash-lite"),
    ),
    "judging": (
        ("openai", "gpt-6.2-sol"),
        ("anthropic", "claude-opus-5-5"),
        ("gemini", "gemini-3.8-flash"),
        ("openai", "gpt-6.2-astra"),
        ("anthropic", "claude-sonnet-5-5"),
        ("gemini", "gemini-4-carbon"),
    ),
    "vision": (
        ("anthropic", "claude-sonnet-5-5"),
        ("gemini", "gemini-4-carbon"),
        ("openai", "gpt-6.2-sol"),
        ("anthropic", "claude-opus-5-5"),
        ("gemini", "gemini-3.8-flash"),
        ("openai", "gpt-6.2-astra"),
    ),
    "cheap": (
        ("anthropic", "claude-haiku-5-5"),
        ("openai", "gpt-6-luna"),
        ("gemini", "gemini-3.5-flash-lite"),
        ("anthropic", "claude-sonnet-5-5"),
        ("openai", "gpt-6.2-sol"),
        ("gemini", "gemini-3.8-flash"),
    ),
}
NAMES = tuple(ORDER)

OFFLINE: Routes = {
    name: (Choice("offline", model, known.MODELS.label(model)),)
    for name, model in (
        ("writing", "offline-writer"),
        ("structured", "offline-writer"),
        ("judging", "offline-judge"),
        ("vision", "offline-writer"),
        ("cheap", "offline-writer"),
    )
}


def defaults(providers: Iterable[str]) -> Routes:
    """The default routes over these providers' models; the stand-in only where there is no other."""
    present = set(providers)
    found = {
        name: tuple(
            Choice(provider, model, known.MODELS.label(model))
            for provider, model in order
            if provider in present
        )
        for name, order in ORDER.items()
    }
    return found if any(found.values()) else OFFLINE


def of(providers: Iterable[str], servers: Mapping[str, Sequence[str]]) -> Routes:
    """The default routes; the models of compatible servers stand behind the vendors', alone without them."""
    vendors = [name for name in providers if name not in servers]
    known_routes = defaults(vendors) if vendors else dict.fromkeys(NAMES, ())
    own = [of_one(name, models) for name, models in servers.items()]
    return {name: (*known_routes[name], *(c for each in own for c in each[name])) for name in NAMES}


def of_one(provider: str, models: Sequence[str]) -> Routes:
    """Every route over one provider's own models, best first; judging begins with the second."""
    choices = tuple(Choice(provider, model, model) for model in models)
    return {name: choices[1:] + choices[:1] if name == "judging" else choices for name in NAMES}
