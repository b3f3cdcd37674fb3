"""What the rules can check in a language, and what they leave unsaid: so that nobody takes silence for a pass."""

from collections.abc import Iterator
from typing import Protocol

from tenants import languages
from workflows.engine.checks import claims, language, reading


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
    def word_forms(self) -> bool: ...


def untold(wished: Wished, text: str, code: str) -> Iterator[str]:
    """A sentence for each wished check that couldn't be made of this text."""
    if wished.in_language and (why := language.untold(text, code)):
        yield why
    if wished.min_reading_ease is not None and not has_ease(code):
        yield NO_EASE.format(languages.of(code).name)
    if wished.max_sentence_words is not None and not languages.of(code).closed:
        yield NO_ENDS.format(languages.of(code).name)
    if wished.claims_need_source and not has_claims(code):
        yield NO_CLAIMS.format(languages.of(code).name)
    if wished.word_forms and not languages.of(code).stemmer:
        yield NO_FORMS.format(languages.of(code).name)


NO_EASE = "Reading ease isn’t measured in {}: no formula is known."
NO_ENDS = "Sentences aren’t measured in {}: no mark ends them."
NO_CLAIMS = "Claims are looked for by English words only: none are known in {}."
NO_FORMS = "Other forms of a word aren’t looked for in {}: they aren’t known."


def limits(code: str) -> list[str]:
    """For the form of the rules: what holds in this language, in sentences; [] where nothing is special."""
    known = languages.of(code)
    alike = language.taken_for(code)
    told = [
        ""
        if known.spaced
        else f"{known.name} has no spaces between words: wherever words are counted, characters are.",
        "" if has_ease(code) else NO_EASE.format(known.name),
        "" if known.closed else NO_ENDS.format(known.name),
        "" if has_claims(code) else NO_CLAIMS.format(known.name),
        "" if known.stemmer else NO_FORMS.format(known.name),
        f"{known.name} isn’t told apart from {' and '.join(alike)}." if alike else "",
    ]
    return [sentence for sentence in told if sentence]


def has_ease(code: str) -> bool:
    return languages.base(code) in reading.FORMULAS


def has_claims(code: str) -> bool:
    return languages.base(code) in claims.CLAIMS
