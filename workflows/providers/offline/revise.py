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

_SHORTER = re.compile(r"\bshort(?:er|en)\b|\btoo long\b|\bcut it\b|\btrim\b", re.I)
SHORTER = 0.8  # of the words, where a person asks for a shorter piece without a number

Finding = Mapping[str, Any]


def revision(
    piece: str, findings: Iterable[Finding], brief: str, keep: Iterable[str] = (), note: str = ""
) -> str:
    """The piece with each finding answered as far as that needs no understanding.

    `brief` is the brief's text in one, `keep` are phrases that no trimming may lose, `note` is what a
    person wrote. Words that stand in the brief are the client's wish: they are replaced where a finding
    offers other words, and taken out only if a person asked. So a brief that asks for what is forbidden is
    seen by a person and not smoothed over.
    """
    spared = "" if note.strip() else brief
    for finding in findings:
        piece = _answer(piece, finding, spared, list(keep))
    return _tidy(_as_asked(piece, note, list(keep)))


def _answer(piece: str, finding: Finding, spared: str, keep: list[str]) -> str:
    quote, suggestion = finding.get("quote") or "", finding.get("suggestion")
    words = f"{finding.get('criterion', '')}. {finding.get('why', '')}"
    if quote and suggestion is not None:
        return _edit(piece, quote, suggestion, spared)
    if not quote and _TOO_LONG.search(words):
        return _trim(piece, _limit(words), keep)
    if not quote and (suggestion or _MISSING.search(words)):
        return _add(piece, suggestion, words)
    return piece


def _edit(piece: str, quote: str, suggestion: str, spared: str) -> str:
    if not suggestion.strip() and _in(quote, spared):
        return piece
    return piece.replace(quote, suggestion, 1)


def _in(quote: str, brief: str) -> bool:
    return " ".join(quote.lower().split()).rstrip(".") in " ".join(brief.lower().split())


def _limit(words: str) -> int:
    """The number of words that is allowed: the smallest figure that the finding names."""
    return min((int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", words)), default=0)


def _trim(piece: str, limit: int, keep: list[str]) -> str:
    """Take last sentences off the longest paragraphs.

    Each keeps its first, and any that says a phrase to keep.
    """
    parts = prose.blocks(piece)
    while limit and prose.count("\n\n".join(parts)) > limit:
        long = [at for at, part in enumerate(parts[:-1]) if _spare(part, keep)]
        if not long:
            break
        longest = max(long, key=lambda at: prose.count(parts[at]))
        parts[longest] = _without(parts[longest], _spare(parts[longest], keep))
    return "\n\n".join(parts)


def _spare(part: str, keep: list[str]) -> str:
    """The last sentence of a paragraph that may go; "" if none may."""
    if prose.is_heading(part) or prose.is_list(part):
        return ""
    may_go = [
        each for each in prose.sentences(part)[1:] if not any(prose.holds(each, phrase) for phrase in keep)
    ]
    return may_go[-1] if may_go else ""


def _without(part: str, sentence: str) -> str:
    before, _, after = part.rpartition(sentence)
    return f"{before.rstrip()} {after.lstrip()}".strip()


def _add(piece: str, suggestion: str | None, words: str) -> str:
    """The missing phrase before the last paragraph, where a newsletter has its invitation; headings too."""
    wanted = [suggestion] if suggestion else _QUOTED.findall(words)
    parts = prose.blocks(piece)
    for phrase in wanted:
        if not prose.holds(piece, phrase):
            added = f"## {prose.clause(phrase)}" if _HEADING.search(words) else prose.sentence(phrase)
            parts.insert(max(len(parts) - 1, 1), added)
    return "\n\n".join(parts)


def _as_asked(piece: str, note: str, keep: list[str]) -> str:
    """What a person's note says outright: replace “this” with “that”, or shorter."""
    for old, new in _ASKED.findall(note):
        piece = piece.replace(old, new)
    if _SHORTER.search(note):
        piece = _trim(piece, _limit(note) or int(prose.count(piece) * SHORTER), keep)
    return piece


def _tidy(piece: str) -> str:
    """No holes where something was taken out: double spaces, empty list entries, empty blocks."""
    piece = re.sub(r"(?<=\S)[ \t]{2,}(?=\S)", " ", piece)
    lines = [line for line in piece.splitlines() if not re.fullmatch(r"\s*(?:[-*+]|#+|\d+[.)])\s*", line)]
    return "\n\n".join(prose.blocks("\n".join(lines))) + "\n"
