"""What the rules can check in a language, and what they leave unsaid: so that nobody takes silence for a pass."""

from collections.abc import Iterator
from typing import Protocol

from tenants import languages
from workflows.engine.checks import claims, dates, language, reading
from workflows.engine.settings import listed


class Wished(Protocol):
    """Of the settings of rules, those that not every language can meet."""

    @property
    def in_language(self) -> bool: ...
    @property
    def min_reading_ease(self) -> float | None: ...
    @property
    def max_sentence_words(self) -> int | None: ...
    @property
    def claims_need_source(self) -> bool: ...
    @property
    def no_unfounded_figures(self) -> bool: ...
    @property
    def word_forms(self) -> bool: ...


CHARACTERS = "characters are counted wherever words are"
NO_EASE = "reading ease isn’t measured"
NO_ENDS = "the length of sentences isn’t measured"  # no mark ends them
NO_CLAIMS = "claims are looked for by English words only"
NO_MONTHS = "dates are found only where their month is a number"
NO_FORMS = "other forms of a word aren’t looked for"


def untold(wished: Wished, text: str, code: str) -> Iterator[str]:
    """What of the wished checks couldn't be made of this text, in sentences."""
    if wished.in_language and (why := language.untold(text, code)):
        yield why
    lacking = [
        *([NO_EASE] if wished.min_reading_ease is not None and not has_ease(code) else []),
        *([NO_ENDS] if wished.max_sentence_words is not None and not languages.of(code).closed else []),
        *([NO_CLAIMS] if wished.claims_need_source and not has_claims(code) else []),
        *([NO_MONTHS] if wished.no_unfounded_figures and not dates.knows_months(code) else []),
        *([NO_FORMS] if wished.word_forms and not languages.of(code).stemmer else []),
    ]
    if lacking:
        yield _told(code, lacking)


def limits(code: str) -> str:
    """For the form of the rules: what is special in this language; "" where nothing is."""
    known, alike = languages.of(code), language.taken_for(code)
    lacking = [
        *([] if known.spaced else [CHARACTERS]),
        *([] if has_ease(code) else [NO_EASE]),
        *([] if known.closed else [NO_ENDS]),
        *([] if has_claims(code) else [NO_CLAIMS]),
        *([] if dates.knows_months(code) else [NO_MONTHS]),
        *([] if known.stemmer else [NO_FORMS]),
    ]
    taken = f"It isn’t told apart from {listed(alike)}." if alike else ""
    return " ".join(filter(None, [_told(code, lacking) if lacking else "", taken]))


def _told(code: str, lacking: list[str]) -> str:
    return f"In {languages.of(code).name}, {listed(lacking)}."


def has_ease(code: str) -> bool:
    return languages.base(code) in reading.FORMULAS


def has_claims(code: str) -> bool:
    return languages.base(code) in claims.CLAIMS
