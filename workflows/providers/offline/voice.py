"""What the client's own texts teach by their shape: how samples begin and end, which words to avoid. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from workflows.providers.offline import prose, signs

_GREETING = re.compile(
    r"(?:dear|hello|hi|hey|good (?:morning|evening|day)|friends|greetings)\b[^\d]{0,40}[,.!:]?", re.I
)
_FAREWELL = re.compile(
    r"(?:warmly|yours|best|kind regards|until|see you|with (?:love|thanks)|thank|cheers)\b|[—–]", re.I
)
_AVOID = re.compile(r"words (?:we|to) (?:avoid|never use)|we avoid|avoid|don.t use", re.I)
_NEVER = re.compile(r"never (?:say|claim|promise)|forbidden|banned|do not say|don.t say", re.I)
_ADVICE = re.compile(r"(?:say|leave|nothing|name|delete|tell|avoid|never|be|write what)\b", re.I)
_QUOTED = re.compile(r"[“\"‘]([^”\"’]+)[”\"’]")
_WORDING = re.compile(
    r"[“\"]([^”\"]+)[”\"],?\s+(?:not|never|instead of|rather than)\s+[“\"]([^”\"]+)[”\"]", re.I
)
_HEADING = re.compile(r"^(?:#{1,6}\s+|\*\*)(.+?)(?:\*\*)?:?\s*$")


@dataclass(frozen=True)
class Voice:
    greeting: str = ""
    sign_off: str = ""
    headed: bool = False  # the samples use headings inside the piece
    list_lead: str = ""  # how a list is introduced: "Before lunch:"
    avoid: tuple[
        tuple[str, str | None], ...
    ] = ()  # (word, what to write instead, None where it isn't one word)
    never: tuple[str, ...] = ()  # phrases and claims that may not be used
    learned: tuple[tuple[str, str], ...] = ()  # by lessons: (word, what to write instead)


def listen(passages: Iterable[Mapping[str, Any]]) -> Voice:
    """Learn from passages of the form {"title", "kind", "text", "pinned"}."""
    by_kind: dict[str, list[str]] = {}
    for passage in passages:
        by_kind.setdefault(str(passage.get("kind", "")), []).append(str(passage.get("text", "")))
    samples = by_kind.get("sample", [])
    rules = [*by_kind.get("voice", []), *by_kind.get("constraints", [])]
    learned = [(found[2], found[1]) for text in by_kind.get("lesson", []) if (found := _WORDING.search(text))]
    return Voice(
        greeting=_first(_greeting(text) for text in samples),
        sign_off=_first(_sign_off(text) for text in samples),
        headed=2 * sum(len(prose.headings(text)) > 1 for text in samples) >= len(samples),
        list_lead=_first(_list_lead(text) for text in samples),
        avoid=tuple(dict([pair for text in rules for pair in _avoided(text)] + learned).items()),
        never=tuple(dict.fromkeys(phrase for text in rules for phrase in _nevers(text))),
        learned=tuple(learned),
    )


def kept_to(text: str, learned: Iterable[tuple[str, str]]) -> str:
    """The text in the words that lessons ask for."""
    for word, instead in learned:
        while not prose.holds(instead, word) and (better := signs.swapped(text, word, instead)):
            text = better
    return text


def _first(found: Iterable[str]) -> str:
    return next((text for text in found if text), "")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _greeting(text: str) -> str:
    line = next(iter(_lines(text)), "")
    return line if _GREETING.fullmatch(line) and len(line.split()) <= 6 else ""


def _sign_off(text: str) -> str:
    """The last short lines, from the one that takes leave.

    One with a figure is news and stays where it is.
    """
    last = _lines(text)[-4:]
    for place, line in enumerate(last):
        short = all(len(each.split()) <= 8 for each in last[place:])
        if place and _FAREWELL.match(line) and short and not re.search(r"\d", line):
            return "  \n".join(last[place:])
    return ""


def _list_lead(text: str) -> str:
    parts = prose.blocks(text)
    for before, after in pairwise(parts):
        if prose.is_list(after) and before.endswith(":") and len(before.split()) <= 8:
            return before
    return ""


def _sections(text: str, wanted: re.Pattern[str], arrow: bool = False) -> list[str]:
    """The list entries that stand under a heading of that kind, and the inline lists ("Avoid: a, b")."""
    found: list[str] = []
    inside = False
    for line in text.splitlines():
        heading = _HEADING.match(line.strip())
        if heading:
            inside = bool(wanted.search(heading[1]))
        elif prose.entries(line) and (inside or (arrow and "→" in line)):
            found += prose.entries(line)
        else:
            found += _inline(line, wanted)
    return found


def _inline(line: str, wanted: re.Pattern[str]) -> list[str]:
    lead, colon, rest = line.partition(":")
    if colon and len(lead.split()) <= 5 and wanted.search(lead):
        return [part.strip(" .“”\"'") for part in rest.split(",")]
    return []


def _avoided(text: str) -> list[tuple[str, str | None]]:
    """ "customers → guests" as ("customers", "guests"); advice instead of a word gives None."""
    return [pair for entry in _sections(text, _AVOID, arrow=True) if (pair := _pair(entry))]


def _pair(entry: str) -> tuple[str, str | None] | None:
    avoided, arrow, instead = re.split(r"\s*(→|->|=>|$)\s*", entry, maxsplit=1)
    avoided = avoided.strip(" “”\"'*.")
    first = re.split(r"[,;(]| or ", instead)[0].strip(" “”\"'*.")
    if not avoided or len(avoided.split()) > 4:
        return None
    return avoided, None if not arrow or not first or _ADVICE.match(first) else first


def _nevers(text: str) -> list[str]:
    return [phrase for entry in _sections(text, _NEVER) for phrase in _phrases(entry)]


def _phrases(entry: str) -> list[str]:
    """The quoted words of an entry, or all of it where it is short."""
    quoted = _QUOTED.findall(entry)
    return quoted or ([entry.strip(" .*")] if len(entry.split()) <= 6 else [])
