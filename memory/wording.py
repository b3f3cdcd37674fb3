"""What a client says never to write, or to write otherwise, against texts that write it. Pure.

A text that names such words to forbid them doesn't use them: a sentence that forbids is left out where words stand in
quotation marks, and in rules altogether.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from memory import phrases as named
from memory import taught
from memory.advice import FORBIDS
from memory.otherwise import MOST, Pair
from memory.voice_markdown import from_markdown
from tenants import phrases
from tenants.scripts import ENDS

TERM = r"[“\"„]([^”\"“„\n]{2,80})[”\"“]|([\w’'-]+(?: [\w’'-]+)?)"
PREFERS = re.compile(
    rf"\b(prefer|write|say|use)s?\s+(?:{TERM})\s+(over|rather than|instead of)\s+(?:{TERM})(?=\s*(?:[.,;:!)\n]|$))",
    re.IGNORECASE,
)
NO_WORDS = frozenset(
    [
        "it",
        "them",
        "that",
        "this",
        "these",
        "those",
        "so",
        "something",
        "anything",
        "everything",
        "what",
        "him",
        "her",
        "us",
        "me",
        "you",
    ]
)
INSTEAD = re.compile(r"→|->|\b(?:over|rather than|instead of)\b", re.IGNORECASE)
QUOTED = re.compile(r"[“\"„«][^“”\"„«»]*[”\"“»]")
SPOKEN = re.compile(r"[“\"„«](?:[^“”\"„«»\n]|\n(?!\s*\n)){1,400}[”\"“»]")  # within one paragraph
BREAK = re.compile(rf"(?<=[.!?])\s+|(?<=[{ENDS}])|\n+")
WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class Ban:
    avoid: str
    write: str = ""  # instead

    @property
    def says(self) -> str:
        return f"Write “{self.write}”, not “{self.avoid}”." if self.write else f"Never say “{self.avoid}”."


def bans(text: str) -> list[Ban]:
    """Of a brand voice, constraints or a lesson, each words to avoid once."""
    found: dict[str, Ban] = {}
    for ban in (*_preferring(text), *_asked(text), *_avoiding(text), *map(Ban, named.forbidden(text))):
        if any(map(str.isalnum, ban.avoid)):
            found.setdefault(ban.avoid.casefold(), ban)
    return list(found.values())


def against(said: Sequence[Ban], text: str, language: str, is_rule: bool = False) -> list[Pair]:
    """(what is said never to write, the sentence that writes it). `is_rule`: the text is itself made of rules."""
    known = phrases.stems(text, language)
    wanted = [ban for ban in said if phrases.may_have(ban.avoid, known, language)]
    if not wanted:
        return []
    own = [ban.avoid for ban in bans(text)] if is_rule else []
    found = [
        (ban.says, sentence)
        for sentence in _sentences(text)
        if not (is_rule and _forbids(sentence, own, language))
        for ban in wanted
        if _writes(sentence, ban, language)
    ]
    return found[:MOST]


def _writes(sentence: str, ban: Ban, language: str) -> bool:
    if not phrases.has(ban.avoid, sentence, language):
        return False
    return not _has_no(sentence) or phrases.has(ban.avoid, QUOTED.sub(" … ", sentence), language)


def _forbids(sentence: str, own: Iterable[str], language: str) -> bool:
    return (
        _has_no(sentence)
        or bool(INSTEAD.search(sentence))
        or any(phrases.has(words, sentence, language) for words in own)
    )


def _has_no(sentence: str) -> bool:
    return not FORBIDS.isdisjoint(WORDS.findall(sentence.casefold()))


def _sentences(text: str) -> Iterator[str]:
    """What is quoted stays with the sentence that quotes it: “We don’t write: “Book now. Only two left!”” is one."""
    spoken = [found.span() for found in SPOKEN.finditer(text)]
    start = 0
    for found in (*BREAK.finditer(text), None):
        if found and _is_within(found.start(), spoken):
            continue
        if stripped := text[start : found.start() if found else None].strip():
            yield stripped
        start = found.end() if found else start


def _is_within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect(spans, (place,)) - 1
    return at >= 0 and place < spans[at][1]


def _preferring(text: str) -> Iterator[Ban]:
    for verb, quoted, plain, joined, quoted_not, plain_not in PREFERS.findall(text):
        is_plain = bool(plain or plain_not)
        if is_plain and joined.casefold() == "over" and verb.casefold() != "prefer":
            continue  # “say it over the phone” is about a place, and about no words
        if plain.casefold() in NO_WORDS or plain_not.casefold() in NO_WORDS:
            continue
        yield Ban((quoted_not or plain_not).strip(taught.EDGES), (quoted or plain).strip(taught.EDGES))


def _asked(text: str) -> Iterator[Ban]:
    return (Ban(each.avoid, each.write) for each in taught.asked(text) if each.avoid)


def _avoiding(text: str) -> Iterator[Ban]:
    """Under “Words we avoid”, a bullet each: what stands behind the arrow may be advice, and not a word."""
    for word in from_markdown(text).avoid:
        yield Ban(word.name.strip(taught.EDGES), word.instead.strip(taught.EDGES))
