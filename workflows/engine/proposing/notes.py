"""What is said of a proposal while it is read, and its words made harmless."""

from collections.abc import Mapping
from typing import Any

from workflows.engine.mapping import plain

MOST = {"fields": 20, "steps": 12, "criteria": 8}
WORDS = {"fields": "questions", "steps": "steps", "criteria": "criteria"}
LONGEST_PROMPT = 4000  # characters


class Unusable(Exception):
    """Nothing can be made of it. Its text is the sentence that says why."""


class Notes:
    """The proposal's rows, and what is noted of them on the way."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.whys: dict[str, str] = {}
        self.sources: dict[str, int] = {}  # the same names → the place of the row that it was made of
        self.mended: list[str] = []

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        found = self.data.get(name)
        rows = [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []
        if len(rows) > MOST[name]:
            self.mend(f"It proposed {len(rows)} {WORDS[name]}; only the first {MOST[name]} are here.")
        return rows[: MOST[name]]

    def why(self, where: str, row: Mapping[str, Any]) -> str:
        of = self.data.get(where.partition(".")[0]) or ()
        self.sources[where] = next(place for place, one in enumerate(of) if one is row)
        self.whys[where] = words = line(row.get("why"), 300)
        return words

    def mend(self, sentence: str) -> None:
        self.mended.append(sentence)


def line(words: Any, most: int) -> str:
    """One line without what a template would read; "" for what is no text."""
    return plain(words)[:most].strip() if isinstance(words, str) else ""


def prompt(words: Any) -> str:
    """Several such lines."""
    text = words.strip() if isinstance(words, str) else ""
    return "\n".join(plain(one) for one in text.splitlines())[:LONGEST_PROMPT].strip()


def entries(words: Any, longest: int) -> list[str]:
    """Those of a list that say something, each once."""
    found = [line(one, longest) for one in words] if isinstance(words, list) else []
    return list(dict.fromkeys(filter(None, found)))


def count(value: Any) -> int | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if is_number and 1 <= value <= 100_000 else None


def kind(row: Mapping[str, Any]) -> str:
    return line(row.get("kind"), 30).lower()
