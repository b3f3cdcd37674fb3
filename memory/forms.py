"""Whether a text has a phrase, in any form of its words: as the rules gate finds it where forms are asked for. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

WORD = re.compile(r"\w+(?:['’\-]\w+)*")
QUOTES = str.maketrans("’‘“”„‑–—", '\'\'"""---')


def has(words: str, text: str, configuration: str) -> bool:
    """`configuration`: a language as Postgres calls it; "simple" takes words as they stand."""
    return _exactly(words, text) or (configuration != "simple" and _in_any_form(words, text, configuration))


def may_have(words: str, known: frozenset[str], configuration: str) -> bool:
    """Quickly, by the stems of a long text: False only where it can't."""
    return stems(words, configuration) <= known


@lru_cache(maxsize=16)
def stems(text: str, configuration: str) -> frozenset[str]:
    return frozenset(_stem(word, configuration) for word in WORD.findall(text.translate(QUOTES)))


def _exactly(words: str, text: str) -> bool:
    plain = words.translate(QUOTES).split()
    if not plain:
        return False
    spelled = r"[*_]*\s+[*_]*".join(map(re.escape, plain))
    start = r"(?<!\w)" if plain[0][0].isalnum() else ""
    end = r"(?!\w)" if plain[-1][-1].isalnum() else ""
    return bool(re.search(f"{start}{spelled}{end}", text.translate(QUOTES), re.IGNORECASE))


def _in_any_form(words: str, text: str, configuration: str) -> bool:
    wanted = [_stem(word, configuration) for word in WORD.findall(words)]
    there = list(WORD.finditer(text))
    said = [_stem(each.group(), configuration) for each in there]
    return bool(wanted) and any(
        said[at : at + len(wanted)] == wanted and _adjacent(text, there[at : at + len(wanted)])
        for at in range(len(there) - len(wanted) + 1)
    )


def _adjacent(text: str, found: Sequence[re.Match[str]]) -> bool:
    """Nothing but space and emphasis between the words."""
    return all(not text[one.end() : other.start()].strip("*_ \n\t") for one, other in pairwise(found))


@lru_cache(maxsize=50_000)
def _stem(word: str, configuration: str) -> str:
    folded = word.casefold()
    return folded if configuration == "simple" else str(_stemmer(configuration).stemWord(folded))


@lru_cache
def _stemmer(configuration: str) -> Any:
    import snowballstemmer  # thirty languages at once, and most processes never ask for one

    return snowballstemmer.stemmer(configuration)
