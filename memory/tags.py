"""Words that people hang on documents to find them again."""

from collections.abc import Iterable

from memory.formats.tidying import tidy
from memory.refusals import Refused

LONGEST, MOST = 40, 20


def parse(words: str) -> list[str]:
    """Tags from a line with commas between them, none twice however it is written. Raises Refused."""
    found: dict[str, str] = {}
    for part in words.split(","):
        tag = " ".join(tidy(part).removeprefix("#").split())
        if len(tag) > LONGEST:
            raise Refused(f"“{tag[:30]}…” is too long for a tag: {LONGEST} letters at most.")
        if tag:
            found.setdefault(tag.casefold(), tag)
    if len(found) > MOST:
        raise Refused(f"These are {len(found)} tags; a document has {MOST} at most.")
    return list(found.values())


def joined(tags: Iterable[str], more: Iterable[str]) -> list[str]:
    """Both, in order, none twice. Raises Refused if they are too many."""
    return parse(", ".join([*tags, *more]))
