"""Structured parts out of a piece and a brief: titles, a summary, a list, a number.

Taken from the text. Pure.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from workflows.providers.offline import prose, write
from workflows.providers.offline.brief import Told

Part = Mapping[str, Any]  # {"name", "description", "kind", and of some kinds "options" or "of"}: engine.parts

_LIMIT = re.compile(
    r"(?:at most|up to|under|max(?:imum)?(?: of)?|within|below)\s+(\d+)\s+(characters|words)", re.I
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10}
_COMMON_WORDS = (
    "about after again before being could every first from have house into just more most only other over "
    "should some than that their them then there these they this those what when where which while will with "
    "would your"
)
_COMMON = frozenset(_COMMON_WORDS.split())


def parts(wanted: Iterable[Part], told: Told, piece: str) -> dict[str, Any]:
    """One value per part: a string, a list of strings or a number."""
    filled: dict[str, Any] = {}
    for part in wanted:
        chosen = _one_of_these(part, filled)
        filled[str(part["name"])] = chosen or _value(part, told, piece)
    return filled


def of_schema(schema: Mapping[str, Any]) -> list[Part]:
    """The parts that a schema asks for, where nobody named them."""
    kinds = {"array": "list", "number": "number", "integer": "number"}
    return [
        {
            "name": name,
            "description": rule.get("description", ""),
            "kind": kinds.get(str(rule.get("type")), "text"),
        }
        for name, rule in schema.get("properties", {}).items()
    ]


_ASKED = re.compile(
    r"\b(?:write|give|suggest|propose|make|draft)?\W*(?:\w+\W+){0,4}?"
    r"(summar\w+|titles?|headlines?|subject lines?|teasers?|descriptions?|excerpts?|outlines?|keywords|tags)\b",
    re.I,
)


def asked_for(prompt: str) -> Part | None:
    """The part that a prompt about another step's text asks for in its first sentence, where it names one."""
    match = _ASKED.search(next(iter(prose.sentences(prompt)), ""))
    return {"name": match[1].lower(), "description": prompt, "kind": "text"} if match else None


def _one_of_these(part: Part, filled: Mapping[str, Any]) -> str:
    """ "The one of the five to take": the first of the list that is there already."""
    said = f"{part['name']} {part.get('description', '')}"
    lists = [value for value in filled.values() if isinstance(value, list) and value]
    asks = part.get("kind", "text") == "text" and re.search(
        r"recommend|\bone (?:of|to)\b|\bbest\b|\bpick", said, re.I
    )
    return lists[-1][0] if asks and lists else ""


def _value(part: Part, told: Told, piece: str) -> Any:
    kind, said = part.get("kind", "text"), f"{part['name']} {part.get('description', '')}"
    if kind == "number":
        return _number(said, piece, told)
    if kind == "yes_no":
        return False
    if kind == "choice":
        return next(
            (one for one in part["options"] if one.casefold() in piece.casefold()), part["options"][0]
        )
    if kind == "records":
        return _records(part, told, piece)
    if kind == "list":
        return [_shortened(entry, said) for entry in _list(said, told, piece)][: _how_many(said)]
    return _shortened(_text(said, told, piece), said)


def _records(part: Part, told: Told, piece: str) -> list[dict[str, Any]]:
    """A record for each thing that a list of this name would hold: it stands in the first text of each."""
    said = f"{part['name']} {part.get('description', '')}"
    things = [_shortened(one, said) for one in _list(said, told, piece)][: _how_many(said)]
    first = next((entry["name"] for entry in part["of"] if entry.get("kind", "text") == "text"), "")
    rest = parts((entry for entry in part["of"] if entry["name"] != first), told, piece)
    filled = [{**rest, first: thing} if first else rest for thing in things]
    return [{entry["name"]: one[entry["name"]] for entry in part["of"]} for one in filled]


def _text(said: str, told: Told, piece: str) -> str:
    headline = next(iter(prose.headings(piece)), "") or told.headline
    if re.search(r"slug", said, re.I):
        return "-".join(word.lower() for word in prose.words(headline))
    if re.search(r"title|headline|subject", said, re.I):
        return headline
    if re.search(r"action|cta|invitation", said, re.I) and told.action:
        return told.action
    return " ".join(_running(told, piece)[: 1 if re.search(r"\bone sentence", said, re.I) else 2]) or headline


def _list(said: str, told: Told, piece: str) -> list[str]:
    if re.search(r"title|headline|subject", said, re.I):
        return _titles(told, piece)
    if re.search(r"tag|keyword", said, re.I):
        return _keywords(piece or " ".join(told.facts()))
    if re.search(r"heading|section|outline", said, re.I):
        return [write.heading(point) for point in told.points] or prose.headings(piece)[1:]
    return told.points or told.steps or _running(told, piece)


def _titles(told: Told, piece: str) -> list[str]:
    """The headline, then the starts of what the piece says: all words that stand in it."""
    starts = [write.heading(text) for text in (*told.points, *_running(told, piece))]
    first = [next(iter(prose.headings(piece)), ""), told.headline]
    return [title for title in dict.fromkeys([*first, *starts]) if title]


def _keywords(text: str) -> list[str]:
    long = [word.lower() for word in prose.words(text) if len(word) > 4 and word.isalpha()]
    return [word for word, _ in Counter(word for word in long if word not in _COMMON).most_common(6)]


def _number(said: str, piece: str, told: Told) -> int:
    length = prose.count(piece or " ".join(told.facts()))
    return max(1, round(length / 200)) if re.search(r"minute|read", said, re.I) else length


def _running(told: Told, piece: str) -> list[str]:
    found = [each for part in prose.paragraphs(piece) for each in prose.sentences(part)]
    return [prose.one_line(prose.plain(each)) for each in found] or [*map(prose.sentence, told.facts())]


def _how_many(said: str) -> int:
    """ "Five titles" is 5; a list of unknown length has at most 5."""
    for word in re.findall(r"\w+", said.lower()):
        if word in _NUMBERS or (word.isdigit() and int(word) <= 20):
            return _NUMBERS.get(word) or int(word)
    return 5


def _shortened(text: str, said: str) -> str:
    """Where the description sets a limit: as many whole sentences as it allows, else cut at a word."""
    limit = _LIMIT.search(said)
    if not limit:
        return text
    most, words = int(limit[1]), limit[2].lower() == "words"
    each = prose.sentences(text)
    while len(each) > 1 and _length(" ".join(each), words) > most:
        each.pop()
    kept = " ".join(each).split()
    while _length(" ".join(kept), words) > most:
        kept.pop()
    short = " ".join(kept)
    return short if short == text else short.rstrip(",;:–—-. ") + ("." if text.endswith(".") else "")


def _length(text: str, in_words: bool) -> int:
    return len(text.split()) if in_words else len(text)
