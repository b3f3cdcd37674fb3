"""Small readings of Markdown and English: blocks, sentences, words. Pure."""

import re
from itertools import pairwise

from tenants.phrases import FREE, GLUED
from tenants.scripts import CLOSING, ENDS
from workflows.engine.checks.words import count_words

_SENTENCE_END = re.compile(
    r"(?:(?<=[.!?…])|(?<=[.!?…][\"”’')\]]))\s+(?=[\"“‘'(\[*_]*(?![a-zß-öø-ÿ])\w)"
    rf"|(?<=[{ENDS}])(?![{CLOSING}{ENDS}]|\s|$)|(?<=[{ENDS}])\s+"
)
_WIDE, _INDIC = re.compile(r"[\u3041-\u9fff\uf900-\ufaff]"), re.compile(r"[\u0900-\u09ff]")
_SPACE = re.compile(r"^\s+|\s+$")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|No|vs|e\.g|i\.e|etc|approx|Inc|Ltd)\.$")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[*_`#>]+")
_WORD = re.compile(r"[^\W_]+(?:[’'\-.][^\W_]+)*")
_LIST_ITEM = re.compile(r"^\s*(?:[-*+•]|\d+[.)])\s+")


def blocks(markdown: str) -> list[str]:
    """Paragraphs, headings and lists, as they stand between blank lines."""
    return [block.strip() for block in re.split(r"\n\s*\n", markdown.strip()) if block.strip()]


def is_heading(block: str) -> bool:
    return block.startswith("#")


def is_list(block: str) -> bool:
    return bool(_LIST_ITEM.match(block))


def paragraphs(markdown: str) -> list[str]:
    return [block for block in blocks(markdown) if not is_heading(block) and not is_list(block)]


def headings(markdown: str) -> list[str]:
    return [line.lstrip("# ").strip() for line in markdown.splitlines() if re.match(r"#{1,6} ", line)]


def entries(text: str) -> list[str]:
    """The list items of a text, without their bullets, with the lines on which they go on."""
    found: list[str] = []
    for line in text.splitlines():
        if _LIST_ITEM.match(line):
            found.append(_LIST_ITEM.sub("", line).rstrip())
        elif found and line.startswith((" ", "\t")) and line.strip():
            found[-1] += f"\n{line.rstrip()}"
    return found


def one_line(text: str) -> str:
    return " ".join(text.split())


def sentences(text: str) -> list[str]:
    """The sentences of one paragraph, exactly as they stand in it, line breaks included."""
    ends = [
        match.start()
        for match in _SENTENCE_END.finditer(text)
        if not _ABBREVIATION.search(text, 0, match.start())
    ]
    edges = [0, *ends, len(text)]
    parts = (_SPACE.sub("", text[start:end]) for start, end in pairwise(edges))
    return [part for part in parts if part]


def all_sentences(markdown: str) -> list[str]:
    """Every sentence of the running text and of the list entries, in order."""
    found: list[str] = []
    for block in blocks(markdown):
        if not is_heading(block):
            for part in entries(block) or [block]:
                found += sentences(part)
    return found


def plain(markdown: str) -> str:
    """The words without the marks."""
    return _MARKS.sub("", _LINK.sub(r"\1", markdown))


def words(markdown: str) -> list[str]:
    return _WORD.findall(plain(markdown))


def count(markdown: str) -> int:
    """Words as the rules count them, so that a trim ends where the rule is content."""
    return count_words(markdown)


def sentence(text: str) -> str:
    """The text as a sentence: a capital first, a full stop last."""
    text = text.strip()
    if not text:
        return ""
    opened = text[0].upper() + text[1:] if text[:2] != text[:2].upper() else text
    return opened if opened[-1] in '.!?…:”")' + ENDS else opened + _stop(opened[-1])


def _stop(last: str) -> str:
    """As the script of the last letter ends a sentence."""
    return (
        "。"
        if _WIDE.match(last)
        else "।"
        if _INDIC.match(last)
        else ""
        if "\u0e00" <= last < "\u0e80"
        else "."
    )


def clause(text: str) -> str:
    """The text without its final full stop, as a heading wants it."""
    text = text.strip()
    return (text[:1].upper() + text[1:]).rstrip(".;,: 。、।")


def holds(text: str, phrase: str) -> bool:
    """Whether the phrase occurs as whole words, whatever the case and the line breaks."""
    return find(text, phrase) is not None


def find(text: str, phrase: str) -> re.Match[str] | None:
    parts = [re.escape(part) for part in phrase.split()]
    if not parts:
        return None
    phrase = phrase.strip()
    start = "" if FREE.match(phrase[0]) else r"(?<!\w)"
    end = "" if GLUED.match(phrase[-1]) else r"(?!\w)"
    return re.search(start + r"\s+".join(parts) + end, text, re.IGNORECASE)
