"""What must be said, and what must not, as a reader finds it: whole words, and their other forms where asked."""

import re
from collections.abc import Iterable, Iterator, Mapping

from tenants.phrases import in_any_form, phrases, spans
from workflows.engine.outcomes import Finding

SHOWN = 20  # places of one phrase
RULE = "Forbidden phrase"
NEIGHBOURS = 4  # words to each side of a place, at most
NOTHING: Mapping[str, str] = {}


def required(gate: str, text: str, wanted: Iterable[str], forms_of: str = "") -> list[Finding]:
    missing = [words for words in wanted if words.strip() and not places(words, text, forms_of)]
    return [Finding(gate, "Required phrase", f"“{words}” must appear and does not.") for words in missing]


def forbidden(
    gate: str,
    text: str,
    unwanted: Iterable[str],
    why: str,
    forms_of: str = "",
    instead: Mapping[str, str] = NOTHING,
) -> list[Finding]:
    """A finding for each place. `why` has room for the phrase: "“{}” must not appear."; `forms_of` names a language;
    `instead` has a suggested edit for some phrases, by their small letters."""
    return [
        finding
        for words in dict.fromkeys(unwanted)
        for finding in _found(
            gate, text, words, why.format(words), forms_of, instead.get(words.casefold(), "")
        )
    ]


def _found(gate: str, text: str, words: str, why: str, forms_of: str, write: str) -> Iterator[Finding]:
    if write:
        yield from (_with_edit(gate, text, place, why, write) for place in spans(words, text)[:SHOWN])
    else:
        yield from (Finding(gate, RULE, why, quote=quote) for quote in places(words, text, forms_of)[:SHOWN])


def _with_edit(gate: str, text: str, place: tuple[int, int], why: str, write: str) -> Finding:
    start, end = place
    before, after = around(text, start, end)
    quote = text[start:end]
    return Finding(gate, RULE, why, before + quote + after, before + _cased(write, quote) + after)


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """As many words around this place as it takes to tell it from others: an edit has to know where it goes."""
    for count in range(NEIGHBOURS + 1):
        before = re.search(rf"(?:\S+[ \t]+){{0,{count}}}\Z", text[:start])
        after = re.match(rf"(?:[ \t]+\S+){{0,{count}}}", text[end:])
        around = (before.group() if before else "", after.group() if after else "")
        if text.count(around[0] + text[start:end] + around[1]) == 1:
            return around
    return "", ""


def _cased(write: str, quote: str) -> str:
    """A word that began with a capital still does."""
    return write[:1].upper() + write[1:] if quote[:1].isupper() else write


def places(words: str, text: str, forms_of: str = "") -> list[str]:
    """A phrase as it stands in the text, for each place; with a language, in its other forms too."""
    exact = phrases(words, text)
    others = in_any_form(words, text, forms_of) if forms_of else []
    return [*exact, *(text[start:end] for start, end in others if text[start:end] not in exact)]
