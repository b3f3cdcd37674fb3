"""Words, sentences and sections, counted as a reader counts them."""

import re
from collections.abc import Iterator

from tenants.scripts import BARE_URL, CLOSING, ENDS, LINK_TARGET, WORD, bare, words

__all__ = ["WORD", "bare", "count_words", "headings", "section", "sentences", "words"]

HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)
MARKDOWN = re.compile(r"^\s*(?:[-*+>]|\d+[.)])\s+|[*_`]+", re.MULTILINE)
SENTENCE = re.compile(rf"[^.!?…{ENDS}\n]*[.!?…{ENDS}]+[{CLOSING}]*|[^.!?…{ENDS}\n]+")
ADDRESS = re.compile(f"{LINK_TARGET.pattern}|{BARE_URL.pattern}", re.IGNORECASE)
HELD = str.maketrans({mark: chr(0xE000 + at) for at, mark in enumerate(".!?…*_`")})  # while a line is cut
FREE = {ord(str(held)): chr(mark) for mark, held in HELD.items()}
ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|z\.B|u\.a|d\.h|bzw|ca|Dr|Mr|Mrs|Ms|Prof|St|No|vs|etc|approx|usw"
    r"|np|tzn|itd|itp|ul|např|tzv|atd|napr|tzv|Sr|Sra|Ud|Uds|Mme|env|ecc|sig|osv|dvs|eks|örn|vb|руб|ул|тыс|т|д|п)|\b\w|\d)\.$"
)


def count_words(text: str) -> int:
    """Words as a reader counts them: the targets of links and the marks of Markdown are none."""
    return len(words(text))


def headings(text: str) -> list[str]:
    return HEADING.findall(text)


def section(text: str, heading: str) -> str | None:
    """The text under a heading, up to the next of the same or a higher level; None where there is no such heading."""
    wanted, level, kept = heading.strip("# ").casefold(), 0, list[str]()
    for line in text.splitlines():
        found = HEADING.match(line)
        depth = len(line) - len(line.lstrip("#")) if found else 0
        if level and depth and depth <= level:
            break
        if level:
            kept.append(line)
        elif found and found[1].casefold() == wanted:
            level = depth
    return "\n".join(kept) if level else None


def sentences(text: str) -> Iterator[str]:
    """Sentences of running text as they stand there: no headings, and no break after an abbreviation or a number, or
    inside an address."""
    for line in HEADING.sub("", text).splitlines():
        held = ""
        for found in SENTENCE.findall(MARKDOWN.sub("", ADDRESS.sub(_held, line))):
            held += found
            if not ABBREVIATED.search(held):
                yield from _whole(held)
                held = ""
        yield from _whole(held)


def _held(address: re.Match[str]) -> str:
    """Its marks end no sentence; but for that of the sentence that it ends."""
    whole = address.group()
    inner = whole.rstrip(".!?…")
    return inner.translate(HELD) + whole[len(inner) :]


def _whole(sentence: str) -> Iterator[str]:
    if WORD.search(sentence):
        yield sentence.strip().translate(FREE)
