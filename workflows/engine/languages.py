"""Which language a text is in, by its small words: they make up a third of any text, and each language has its own.

Rough on purpose, and sure of what it says: a short text, a list of names or a language that isn't known here is
“can't tell”, and a text of two languages is in the one that it has clearly more of.
"""

import re
from collections.abc import Mapping

WORDS = re.compile(r"[^\W\d_]+")
FEWEST = 12  # words: fewer tell nothing
SIGNS = 4  # small words of another language, at least
CLEARLY = 2  # times as many small words as of the language that it should be in
FOREIGN = 0.6  # share of letters in another script than Latin, which all of these are written in

SMALL: Mapping[str, tuple[str, str]] = {
    "en": (
        "English",
        "the and of to is that for with are this from at have has by not but they you we our your be was which will "
        "their its on it as can there when what if more who",
    ),
    "de": (
        "German",
        "der die das und ist nicht ein eine einen einem einer mit auf für von dem den des im zu sich auch als an bei "
        "wir sie ich es sind aus nach oder aber wird werden haben hat wie nur noch über zum zur",
    ),
    "fr": (
        "French",
        "le la les et est des un une du dans que qui pour pas sur au aux avec ce cette ces il elle nous vous ne se "
        "sont par plus ou mais leur leurs votre notre être avons avez en",
    ),
    "es": (
        "Spanish",
        "el la los las y es un una de del en que por para con no se al lo su sus como más pero este esta son nuestro "
        "nuestra muy también ha han hay desde cuando ya usted",
    ),
    "it": (
        "Italian",
        "il la lo gli le e è un una di del della dei delle nel nella che per con non si al alla come più ma questo "
        "questa sono anche ha hanno dal dalla sul suo sua nostro nostra i",
    ),
    "nl": (
        "Dutch",
        "de het een en van in is op te dat die voor met zijn niet aan er om ook als bij maar uit naar dan nog wel "
        "door over we wij ons onze je jij u uw zij hij worden wordt heeft hebben",
    ),
}
NAMES = {code: name for code, (name, _) in SMALL.items()}
_SETS = {code: frozenset(words.split()) for code, (_, words) in SMALL.items()}
ANOTHER = "another language"


def other_than(language: str, text: str) -> str:
    """The language that the text is in, by name, where that clearly isn't `language` (“de”, “de-AT”); "" if it is, or
    nobody can tell."""
    wanted = language.partition("-")[0].lower()
    words = [word.lower() for word in WORDS.findall(text)]
    if wanted not in _SETS or len(words) < FEWEST:
        return ""
    if _foreign_script("".join(words)):
        return ANOTHER
    found = {code: sum(word in small for word in words) for code, small in _SETS.items()}
    best = max(found, key=lambda code: found[code])
    if best == wanted or found[best] < SIGNS or found[best] < CLEARLY * found[wanted]:
        return ""
    return NAMES[best]


def _foreign_script(letters: str) -> bool:
    """Latin letters, with all their accents, come before U+0250."""
    return sum(letter > "\u024f" for letter in letters) > FOREIGN * len(letters)
