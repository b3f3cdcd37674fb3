"""Finding words in a text the way a reader would, and giving back exactly what stands there. Pure."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Any

from tenants import languages
from tenants.scripts import HANGUL, MARKS, UNSPACED, WORD

QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "‑": "-", "–": "-", "—": "-"})
LETTER = rf"[\w{MARKS}]"
SET_ON = "".join(re.findall(f"[{MARKS}]", "".join(map(chr, range(0x300, 0x1900)))))
FREE = re.compile(f"[{UNSPACED}]")  # no space ends a word here
GLUED = re.compile(f"[{UNSPACED}{HANGUL}]")  # nor here, where particles follow
ALIKE = {"'": "['’‘]", '"': '["“”„]', "-": "[-‑–—]"}


def phrase(words: str, text: str) -> str:
    """The first place of a phrase, as written there. "" if it isn't there."""
    return next(iter(phrases(words, text)), "")


def phrases(words: str, text: str) -> list[str]:
    """All places of a phrase, as written there: whole words, in any case, with any space or emphasis between them."""
    return [text[start:end] for start, end in spans(words, text)]


def spans(words: str, text: str) -> list[tuple[int, int]]:
    """Where these places begin and end."""
    if not words.strip():
        return []
    return [found.span() for found in _pattern(words, whole=True).finditer(text)]


def in_any_form(words: str, text: str, language: str) -> list[tuple[int, int]]:
    """Where a phrase stands in any form of its words, as far as the language's stemmer knows them; else nowhere."""
    stemmer = languages.of(language).stemmer
    wanted = [_stem(word, stemmer) for word in WORD.findall(words)] if stemmer else []
    if not wanted:
        return []
    there = list(WORD.finditer(text))
    said = [_stem(each.group(), stemmer) for each in there]
    starts = [at for at in range(len(there) - len(wanted) + 1) if said[at : at + len(wanted)] == wanted]
    found = [there[at : at + len(wanted)] for at in starts]
    return [(each[0].start(), each[-1].end()) for each in found if _adjacent(text, each)]


def has(words: str, text: str, language: str) -> bool:
    """In any form of its words."""
    return bool(spans(words, text) or in_any_form(words, text, language))


def may_have(words: str, known: frozenset[str], language: str) -> bool:
    """Quickly, by the stems of a long text: False only where it can't."""
    return bool(GLUED.search(words)) or stems(words, language) <= known


@lru_cache(maxsize=16)
def stems(text: str, language: str) -> frozenset[str]:
    """Of all words; the words themselves where no stemmer knows the language."""
    stemmer = languages.of(language).stemmer
    return frozenset(_stem(word, stemmer) for word in WORD.findall(text.translate(QUOTES)))


def _adjacent(text: str, found: list[re.Match[str]]) -> bool:
    """Nothing but space and emphasis between the words."""
    gaps = (text[one.end() : other.start()] for one, other in pairwise(found))
    return all(not gap.strip("*_ \n\t") for gap in gaps)


@lru_cache(maxsize=50_000)
def _stem(word: str, stemmer: str) -> str:
    folded = word.casefold()
    return str(_stemmer(stemmer).stemWord(folded)) if stemmer else folded


@lru_cache
def _stemmer(name: str) -> Any:
    import snowballstemmer  # thirty languages at once, and most processes never ask for one

    return snowballstemmer.stemmer(name)


def quoted(quote: str, text: str) -> str:
    """A quote as it stands in the text, forgiving spaces and the shape of quotation marks only; else ""."""
    quote = quote.strip()
    if not quote or quote in text:
        return quote
    found = _pattern(quote, whole=False).search(text)
    return found.group(0) if found else ""


@lru_cache(maxsize=1024)
def _pattern(words: str, whole: bool) -> re.Pattern[str]:
    between = r"[*_]*\s+[*_]*" if whole else r"\s+"
    spelled = between.join(_spelled(word) for word in words.split())
    if not whole:
        return re.compile(spelled)
    first, last = words.strip()[0], (words.strip().rstrip(SET_ON) or words.strip())[-1]
    start = rf"(?<!{LETTER})" if re.match(LETTER, first) and not FREE.match(first) else ""
    end = rf"(?!{LETTER})" if re.match(LETTER, last) and not GLUED.match(last) else ""
    return re.compile(f"{start}{spelled}{end}", re.IGNORECASE)


def _spelled(word: str) -> str:
    return "".join(ALIKE.get(char) or re.escape(char) for char in word.translate(QUOTES))
