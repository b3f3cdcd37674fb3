"""What must be said, and what must not, as a reader finds it: whole words, and their other forms where asked."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

from workflows.engine.checks.words import WORD
from workflows.engine.evidence import phrases
from workflows.engine.outcomes import Finding

STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
SHOWN = 20  # places of one phrase


def required(gate: str, text: str, wanted: Iterable[str], forms_of: str = "") -> list[Finding]:
    missing = [words for words in wanted if words.strip() and not places(words, text, forms_of)]
    return [Finding(gate, "Required phrase", f"“{words}” must appear and does not.") for words in missing]


def forbidden(gate: str, text: str, unwanted: Iterable[str], why: str, forms_of: str = "") -> list[Finding]:
    """A finding for each place. `why` has room for the phrase: "“{}” must not appear."; `forms_of` names a language."""
    return [
        Finding(gate, "Forbidden phrase", why.format(words), quote=quote)
        for words in dict.fromkeys(unwanted)
        for quote in places(words, text, forms_of)[:SHOWN]
    ]


def places(words: str, text: str, forms_of: str = "") -> list[str]:
    """A phrase as it stands in the text, for each place; with a language, in its other forms too."""
    exact = phrases(words, text)
    if forms_of.lower()[:2] not in STEMMERS:
        return exact
    return [
        *exact,
        *(found for found in _in_any_form(words, text, forms_of.lower()[:2]) if found not in exact),
    ]


def _in_any_form(words: str, text: str, language: str) -> Iterator[str]:
    wanted = [_stem(word, language) for word in WORD.findall(words)]
    there = list(WORD.finditer(text))
    stems = [_stem(each.group(), language) for each in there]
    for at in range(len(there) - len(wanted) + 1):
        if (
            wanted
            and stems[at : at + len(wanted)] == wanted
            and _adjacent(text, there[at : at + len(wanted)])
        ):
            yield text[there[at].start() : there[at + len(wanted) - 1].end()]


def _adjacent(text: str, found: list[re.Match[str]]) -> bool:
    """Nothing but space and emphasis between the words."""
    gaps = (text[one.end() : other.start()] for one, other in pairwise(found))
    return all(not gap.strip("*_ \n\t") for gap in gaps)


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    return str(_stemmer(language).stemWord(word.casefold()))


@lru_cache
def _stemmer(language: str) -> Any:
    import snowballstemmer  # thirty languages at once, and most processes never ask for one

    return snowballstemmer.stemmer(STEMMERS[language])
