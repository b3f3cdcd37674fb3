"""What the client's fact sheets say about the subject of a brief: filling that is true. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workflows.providers.offline import prose, signs
from workflows.providers.offline.brief import Told

MOST = 8  # facts
NEAR = 3  # below this a fact is about something else
_CALENDAR = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September"
    r"|October|November|December"
)


@dataclass(frozen=True)
class Fact:
    section: str  # the heading above it
    text: str


def paragraphs(told: Told, sheets: Iterable[str], missing: int) -> list[str]:
    """Facts about the same names or words, section by section, until about so many words are filled."""
    chosen: list[Fact] = []
    for fact in _near(told, [fact for sheet in sheets for fact in _facts(sheet)])[:MOST]:
        if missing > 0:
            chosen.append(fact)
            missing -= prose.count(fact.text)
    sections = dict.fromkeys(fact.section for fact in chosen)
    return [
        _paragraph(section, [fact.text for fact in chosen if fact.section == section]) for section in sections
    ]


def _paragraph(section: str, texts: list[str]) -> str:
    lead = f"**{section}.** " if section else ""
    return lead + " ".join(map(prose.sentence, texts))


def _facts(sheet: str) -> list[Fact]:
    """The list entries of a sheet, each with the heading above it."""
    found, section = [], ""
    for block in prose.blocks(sheet):
        if prose.is_heading(block):
            section = prose.clause(block.splitlines()[0].lstrip("# "))
        found += [Fact(section, prose.one_line(entry)) for entry in prose.entries(block)]
    return found


def _near(told: Told, facts: list[Fact]) -> list[Fact]:
    """The facts that share names or long words with the brief, nearest first, else in the sheet's order."""
    brief = " ".join([told.headline, *told.facts()])
    names = {name for name in _names(brief) if not _CALENDAR.fullmatch(name)}
    long = {word.lower() for word in prose.words(brief) if len(word) > 5}
    nearness = {fact: _nearness(fact, names, long) for fact in facts if not prose.holds(brief, fact.text)}
    return sorted((fact for fact in nearness if nearness[fact] >= NEAR), key=lambda fact: -nearness[fact])


def _names(text: str) -> list[str]:
    return [name for name in signs.details(f"x {text}") if name[0].isalpha()]


def _nearness(fact: Fact, names: set[str], long: set[str]) -> int:
    in_section = sum(prose.holds(fact.section, name) for name in names)
    in_text = sum(prose.holds(fact.text, name) for name in names)
    return 4 * in_section + 2 * in_text + sum(word.lower() in long for word in prose.words(fact.text))
