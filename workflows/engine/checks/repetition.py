"""Whether a piece says again what the client's recent pieces said."""

import re
from collections.abc import Iterable

from tenants import languages
from workflows.engine.checks import words
from workflows.engine.outcomes import Finding

RUN = 8  # words in a row that make it the same sentence, and not the same phrase
CHARACTERS = 20  # the same in a language whose words are characters
SHOWN = 10


def repeated(gate: str, text: str, recent: Iterable[tuple[str, str]], language: str = "") -> list[Finding]:
    """`recent`: title and text of each piece. A sentence that shares eight words in a row with one of them is found."""
    size = RUN if languages.of(language).spaced else CHARACTERS
    known = {run: title for title, piece in recent for run in _runs(piece, size)}
    if not known:
        return []
    found = []
    for sentence in words.sentences(text):
        title = next((known[run] for run in _runs(sentence, size) if run in known), None)
        if title is not None:
            why = f"Nearly the same stands in “{title}” already. Say it in another way, or leave it out."
            found.append(Finding(gate, "Repetition", why, quote=sentence))
    return found[:SHOWN]


def _runs(text: str, size: int) -> Iterable[tuple[str, ...]]:
    spoken = [word.casefold() for word in words.words(re.sub(r"[*_`#>]", " ", text))]
    return (tuple(spoken[at : at + size]) for at in range(len(spoken) - size + 1))
