"""The phrases that a client never wants to read, taken from its own documents."""

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from memory import headings

HEADING = headings.within("never")
QUOTED = re.compile(r"[“\"„«「『]([^“”\"„«»「」『』]+)[”\"“»」』]")
REMARK = re.compile(r"\s+(?:[-–—]\s|\().*$|:\s.*$", re.DOTALL)
BOLD_LINE = re.compile(r"\n(?=\*\*|__)")
BELOW_ALL = 7  # a line in bold that stands for a heading is of a lower level than any heading


def forbidden(*documents: str) -> list[str]:
    """The bullets under a heading such as "Never say" or "Forbidden claims" in any language of `headings`, in order and
    none twice.

    A bullet in quotation marks means what is quoted (several: each); any other means its words up to a remark
    after a dash, a colon or a bracket.
    """
    found: dict[str, str] = {}
    for bullet in chain.from_iterable(map(_bullets, documents)):
        for phrase in _phrases(bullet):
            found.setdefault(phrase.casefold(), phrase)
    return list(found.values())


def _bullets(markdown: str) -> Iterator[str]:
    under: int | None = None  # the level of the heading that we stand under, if it is one of ours
    apart = BOLD_LINE.sub("\n\n", markdown)  # else Markdown takes it for the end of the bullet above
    for opening, inline in pairwise(MarkdownIt("commonmark").parse(apart)):
        if inline.type != "inline":
            continue
        level = _heading_level(opening, inline)
        if level and HEADING.search(inline.content):
            under = level
        elif level and under and level <= under:
            under = None
        elif under and not level and opening.level > 1:  # inside a list
            yield _plain(inline)


def _heading_level(opening: Token, inline: Token) -> int | None:
    if opening.type == "heading_open":
        return int(opening.tag[1])
    styles = [child.type for child in inline.children or [] if child.content or child.type == "strong_open"]
    bold = opening.level == 0 and styles == ["strong_open", "text"]
    return BELOW_ALL if bold or (opening.level == 0 and HEADING.match(inline.content.rstrip(":"))) else None


def _plain(inline: Token) -> str:
    parts = (
        " " if child.type in ("softbreak", "hardbreak") else child.content for child in inline.children or []
    )
    return "".join(parts).strip()


def _phrases(bullet: str) -> list[str]:
    quoted = QUOTED.findall(bullet)
    return [_trimmed(each) for each in quoted or [REMARK.sub("", bullet)] if _trimmed(each)]


def _trimmed(phrase: str) -> str:
    return " ".join(phrase.split()).strip(" .,;:!…。、！，।،")
