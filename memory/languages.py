"""How search takes words apart, by the client's language."""

from tenants import languages
from tenants.languages import PAIRS, SIMPLE

SEARCH_CONFIGURATIONS = {languages.base(language.code): language.words for language in languages.ALL}
TOLD = {SIMPLE: "plain words", PAIRS: "pairs of characters"}


def search_configuration(language: str) -> str:
    """For "de" or "de-AT": "german", which Postgres knows. "pairs" where no spaces stand between words, or what does
    is glued to them; "simple" takes the words of any other language as they are."""
    return SEARCH_CONFIGURATIONS.get(languages.base(language), SIMPLE)


def told(configuration: str) -> str:
    """For people: "German"."""
    return TOLD.get(configuration) or configuration.capitalize() or "–"
