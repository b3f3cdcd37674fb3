"""How easy a text is to read, by the formula of its language, and how long its sentences are."""

import re
from dataclasses import dataclass
from functools import lru_cache

import pyphen

from tenants import languages
from workflows.engine.checks import words
from workflows.engine.outcomes import Finding

SHOWN = 5  # of the sentences that are too long, the longest first


@dataclass(frozen=True)
class Formula:
    """Reading ease = base - sentence * words per sentence - syllable * syllables per word; 0 (hard) to 100 (easy)."""

    base: float
    sentence: float
    syllable: float


FORMULAS = {
    "en": Formula(206.835, 1.015, 84.6),  # Flesch 1948
    "de": Formula(180.0, 1.0, 58.5),  # Amstad 1978
    "es": Formula(206.84, 1.02, 60.0),  # Fernández Huerta 1959
    "fr": Formula(207.0, 1.015, 73.6),  # Kandel and Moles 1958
    "it": Formula(217.0, 1.3, 60.0),  # Vacca and Franchina 1972
    "nl": Formula(206.84, 0.93, 77.0),  # Douma 1960
    "pt": Formula(248.835, 1.015, 84.6),  # Martins 1996
    "ru": Formula(206.835, 1.3, 60.1),  # Oborneva 2006
    "tr": Formula(198.825, 2.61, 40.175),  # Ateşman 1997
}
LANGUAGES = tuple(FORMULAS)
VOWELS = {"tr": re.compile("[aeıioöuüâîû]")}  # each is a syllable; the dictionary of hyphens has no Turkish


def ease(text: str, language: str) -> float | None:
    """None where the language has no formula here, or the text no sentence."""
    tongue = languages.base(language)
    formula = FORMULAS.get(tongue)
    each = [len(words.words(sentence)) for sentence in words.sentences(text)]
    spoken = [word for sentence in words.sentences(text) for word in words.words(sentence)]
    if formula is None or not spoken:
        return None
    syllables = sum(_syllables(word.lower(), tongue) for word in spoken) / len(spoken)
    return formula.base - formula.sentence * (len(spoken) / len(each)) - formula.syllable * syllables


def readable(gate: str, text: str, least: float | None, language: str) -> list[Finding]:
    reached = ease(text, language) if least is not None else None
    if least is None or reached is None or reached >= least:
        return []
    why = f"Its reading ease is {reached:.0f}, and at least {least:.0f} is wanted: shorter sentences, shorter words."
    return [Finding(gate, "Reading ease", why)]


def long_sentences(gate: str, text: str, most: int | None, language: str = "") -> list[Finding]:
    """None where no mark ends a sentence: a line would be taken for one."""
    tongue = languages.of(language)
    if most is None or not tongue.closed:
        return []
    unit = "words" if tongue.spaced else "characters"
    counted = sorted(
        ((len(words.words(one)), one) for one in words.sentences(text)), key=lambda pair: -pair[0]
    )
    return [
        Finding(
            gate, "Long sentence", f"This sentence has {number} {unit}; at most {most} are wanted.", quote=one
        )
        for number, one in counted[:SHOWN]
        if number > most
    ]


@lru_cache(maxsize=50_000)
def _syllables(word: str, language: str) -> int:
    if language in VOWELS:
        return len(VOWELS[language].findall(word)) or 1
    return len(_hyphens(language).positions(word)) + 1


@lru_cache
def _hyphens(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=pyphen.language_fallback(language) or "en_US", left=1, right=1)
