"""Deterministic checks of a text. Each gives its findings, with the exact words as evidence where there are any."""

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from workflows.engine import languages
from workflows.engine.evidence import phrase
from workflows.engine.outcomes import Finding

WORD = re.compile(r"\w+(?:['’\-]\w+)*")
LINK_TARGET = re.compile(r"\]\(\s*<?([^\s)>]+)")
REFERENCE = re.compile(r"^\s{0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)", re.MULTILINE)
HTML_LINK = re.compile(r"""(?:href|src)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
BARE_URL = re.compile(r"(?<![\w/])(?:(?:https?:)?//|www\.)[^\s<>()\[\]\"'”]+", re.IGNORECASE)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)
LEFTOVERS = (
    re.compile(
        r"\[(?:insert|your|todo|tbd|placeholder|name|date|link|company)\b[^\]\n]{0,80}\](?!\()", re.IGNORECASE
    ),
    re.compile(
        r"\[[^\]\n]{0,60}\b(?:to come|to follow|to be (?:confirmed|announced|added)|tbc|tba)\b[^\]\n]{0,60}\](?!\()",
        re.IGNORECASE,
    ),
    re.compile(r"\{\{.{0,80}|\{%.{0,80}"),
    re.compile(
        r"\bas an ai\b(?: language)?(?: model| assistant)?|\bas a (?:large )?language model\b", re.IGNORECASE
    ),
    re.compile(r"\blorem ipsum\b", re.IGNORECASE),
    re.compile(r"\b(?:TODO|TBA|TBC|TBD|FIXME|XXX)\b"),
    re.compile(
        r"^(?:sure|certainly|of course)[,!][^\n]{0,120}\bhere(?:['’]s| is| are)\b[^\n]{0,80}", re.IGNORECASE
    ),
    re.compile(r"⟦[^\n]{0,80}"),
    re.compile(r"\bReply with the whole of it, revised\b|\bSuggested instead:|\bWhat was found:"),
)


def length(gate: str, text: str, least: int | None, most: int | None) -> list[Finding]:
    words = count_words(text)
    if least is not None and words < least:
        return [Finding(gate, "Length", f"It has {words} words; at least {least} are needed.")]
    if most is not None and words > most:
        return [Finding(gate, "Length", f"It has {words} words; at most {most} are allowed.")]
    return []


def count_words(text: str) -> int:
    """Words as a reader counts them: the targets of links and the marks of Markdown are none."""
    return len(WORD.findall(BARE_URL.sub(" ", LINK_TARGET.sub("](", text))))


def required(gate: str, text: str, phrases: Iterable[str]) -> list[Finding]:
    missing = [words for words in phrases if words.strip() and not phrase(words, text)]
    return [Finding(gate, "Required phrase", f"“{words}” must appear and does not.") for words in missing]


def forbidden(gate: str, text: str, phrases: Iterable[str], why: str) -> list[Finding]:
    """`why` has a place for the phrase, e.g. "“{}” must not appear."."""
    found = ((words, phrase(words, text)) for words in dict.fromkeys(phrases))
    return [
        Finding(gate, "Forbidden phrase", why.format(words), quote=quote) for words, quote in found if quote
    ]


def headings(gate: str, text: str, wanted: Iterable[str]) -> list[Finding]:
    present = {heading.casefold() for heading in HEADING.findall(text)}
    missing = [heading for heading in wanted if heading.strip("# ").casefold() not in present]
    return [Finding(gate, "Required heading", f"The heading “{heading}” is missing.") for heading in missing]


def links(gate: str, text: str, hosts: Iterable[str]) -> list[Finding]:
    """Links to other hosts than those allowed (and their subdomains); no hosts named: any host will do."""
    allowed = [host.strip().casefold().removeprefix("www.") for host in hosts if host.strip()]
    if not allowed:
        return []
    why = f"Links may go to {', '.join(allowed)} only."
    outside = (target for target in link_targets(text) if not _allowed(target, allowed))
    return [Finding(gate, "Link", why, quote=target) for target in outside]


def link_targets(text: str) -> list[str]:
    """Where the links and images of a Markdown text lead, as written."""
    found = [
        target
        for pattern in (LINK_TARGET, REFERENCE, HTML_LINK, BARE_URL)
        for target in pattern.findall(text)
    ]
    return list(dict.fromkeys(target.rstrip(".,;:!?*_") for target in found))


def _allowed(target: str, hosts: list[str]) -> bool:
    """Anchors and mail addresses lead nowhere outside; every other scheme than http(s) is refused."""
    plain = html.unescape(target).replace("\\", "/")
    try:
        parts = urlsplit(f"//{plain}" if plain.casefold().startswith("www.") else plain)
        host = (parts.hostname or "").casefold()
    except ValueError:
        return False
    if not parts.scheme and not host:
        return True
    if parts.scheme not in ("", "http", "https"):
        return parts.scheme == "mailto"
    return any(host == one or host.endswith(f".{one}") for one in hosts)


def facts(gate: str, text: str, brief: Mapping[str, Any], keys: Iterable[str]) -> list[Finding]:
    """Answers of the brief that the text has to contain."""
    wanted = [(key, fact) for key in keys for fact in _facts(brief.get(key))]
    return [
        Finding(gate, "Fact from the brief", f"“{fact}” ({key.replace('_', ' ')}) does not appear.")
        for key, fact in wanted
        if not phrase(fact, text)
    ]


def _facts(value: Any) -> list[str]:
    many = value if isinstance(value, (list, tuple)) else [value]
    told = [_as_written(one) for one in many if one is not None and not isinstance(one, bool)]
    return [fact for fact in told if fact]


def _as_written(fact: Any) -> str:
    """A whole number is written without a decimal point."""
    return str(int(fact)) if isinstance(fact, float) and fact.is_integer() else str(fact).strip()


def language(gate: str, text: str, wanted: str) -> list[Finding]:
    """Whether it is clearly in another language; what can't be told is let be."""
    if not (found := languages.other_than(wanted, BARE_URL.sub(" ", text))):
        return []
    name = languages.NAMES[wanted.partition("-")[0].lower()]
    why = f"It is in {found}; the client’s language is {name}. Write all of it in {name}."
    return [Finding(gate, "Language", why)]


def leftovers(gate: str, text: str) -> list[Finding]:
    """Words that belong to a template, a prompt or a model and not to a finished text."""
    found = (pattern.search(text.strip()) for pattern in LEFTOVERS)
    quotes = dict.fromkeys(match.group(0).strip() for match in found if match)
    why = "This was left over from writing and does not belong in the text."
    return [Finding(gate, "Leftover", why, quote=quote, suggestion="") for quote in quotes]
