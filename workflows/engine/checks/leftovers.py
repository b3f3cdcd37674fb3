"""Words that belong to a template, a prompt or a model and not to a finished text."""

import re

from workflows.engine.outcomes import Finding

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


def leftovers(gate: str, text: str) -> list[Finding]:
    """Words that belong to a template, a prompt or a model and not to a finished text."""
    found = (pattern.search(text.strip()) for pattern in LEFTOVERS)
    quotes = dict.fromkeys(match.group(0).strip() for match in found if match)
    why = "This was left over from writing and does not belong in the text."
    return [Finding(gate, "Leftover", why, quote=quote, suggestion="") for quote in quotes]
