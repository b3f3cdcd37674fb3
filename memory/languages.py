"""How Postgres takes words apart, by the client's language."""

SEARCH_CONFIGURATIONS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}


def search_configuration(language: str) -> str:
    """For "de" or "de-AT": "german". Words of a language that Postgres doesn't know are taken as they are."""
    return SEARCH_CONFIGURATIONS.get(language.partition("-")[0].lower(), "simple")


def told(configuration: str) -> str:
    """For people: "German"."""
    return "plain words" if configuration == "simple" else configuration.capitalize() or "–"
