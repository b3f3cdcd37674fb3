"""A revision by the findings: exact edits, trims and missing phrases.

What it can't do it leaves for a person. Pure.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from workflows.providers.offline import prose

_TOO_LONG = re.compile(r"too long|at most|or fewer|no more than|longer than|maximum|over the limit", re.I)
_MISSING = re.compile(
    r"missing|lacks?|does not (?:appear|contain|say|mention)|doesn.t|not in the|must|required|add", re.I
)
_HEADING = re.compile(r"\bheading\b", re.I)
_QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")
_ASKED = re.compile(r"(?:replace|change)\s+[“\"](.+?)[”\"]\s+(?:with|to|by|into)\s+[“\"](.*?)[”\"]", re.I)

Finding = Mapping[str, Any]


def revision(piece: str, findings: Iterable[Finding], brief: str) -> str:
    """The piece with each finding answered as far as that needs no understanding. `brief` is its text, in
    one.

    Words that stand in the brief are the client's wish: they are replaced where the finding offers other
    words, and taken out by a person only. So a brief that asks for what is forbidden is seen by a person,
    not smoothed over.
    """
    for finding in findings:
        piece = _answer(piece, finding, brief)
    return _tidy(piece)


def _answer(piece: str, finding: Finding, brief: str) -> str:
    quote, suggestion = finding.get("quote") or "", finding.get("suggestion")
    words = f"{finding.get('criterion', '')}. {finding.get('why', '')}"
    if quote and suggestion is not None:
        return _edit(piece, quote, suggestion, brief)
    if not quote and _TOO_LONG.search(words):
        return _trim(piece, _limit(words))
    if not quote and (suggestion or _MISSING.search(words)):
        return _add(piece, suggestion, words)
    return _as_asked(piece, words)


def _edit(piece: str, quote: str, suggestion: str, brief: str) -> str:
    if not suggestion.strip() and _in(quote, brief):
        return piece
    return piece.replace(quote, suggestion, 1)


def _in(quote: str, brief: str) -> bool:
    return " ".join(quote.lower().split()).rstrip(".") in " ".join(brief.lower().split())


def _limit(words: str) -> int:
    """The number of words that is allowed: the smallest figure that the finding names."""
    return min((int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", words)), default=0)


def _trim(piece: str, limit: int) -> str:
    """Take last sentences off the longest paragraphs; each keeps its first, so that every point stays
    said.
    """
    parts = prose.blocks(piece)
    while limit and prose.count("\n\n".join(parts)) > limit:
        long = [at for at, part in enumerate(parts[:-1]) if _can_shrink(part)]
        if not long:
            break
        longest = max(long, key=lambda at: prose.count(parts[at]))
        parts[longest] = " ".join(prose.sentences(parts[longest])[:-1])
    return "\n\n".join(parts)


def _can_shrink(part: str) -> bool:
    return not prose.is_heading(part) and not prose.is_list(part) and len(prose.sentences(part)) > 1


def _add(piece: str, suggestion: str | None, words: str) -> str:
    """The missing phrase before the last paragraph, where a newsletter has its invitation; headings too."""
    wanted = [suggestion] if suggestion else _QUOTED.findall(words)
    parts = prose.blocks(piece)
    for phrase in wanted:
        if not prose.holds(piece, phrase):
            added = f"## {prose.clause(phrase)}" if _HEADING.search(words) else prose.sentence(phrase)
            parts.insert(max(len(parts) - 1, 1), added)
    return "\n\n".join(parts)


def _as_asked(piece: str, words: str) -> str:
    """A note that says it outright: replace “this” with “that”."""
    for old, new in _ASKED.findall(words):
        piece = piece.replace(old, new)
    return piece


def _tidy(piece: str) -> str:
    """No holes where something was taken out: double spaces, empty list entries, empty blocks."""
    piece = re.sub(r"(?<=\S)[ \t]{2,}(?=\S)", " ", piece)
    lines = [line for line in piece.splitlines() if not re.fullmatch(r"\s*(?:[-*+]|#+|\d+[.)])\s*", line)]
    return "\n\n".join(prose.blocks("\n".join(lines))) + "\n"
