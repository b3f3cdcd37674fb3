"""Finding words in a text the way a reader would, and giving back exactly what stands there."""

import re
from functools import lru_cache

from tenants.scripts import HANGUL, MARKS, UNSPACED

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
