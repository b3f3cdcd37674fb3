"""How letters are written, as parts of a regular expression's class, and words as a reader counts them. Pure.

Python's own \\w knows no mark that is set on a letter: with it alone a Hindi word falls apart at each vowel.
"""

import re
import unicodedata

# Kana, Han, Thai, Lao, Burmese, Khmer: no spaces between words, so each character counts as one.
UNSPACED = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9d"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u0e01-\u0e2e\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eae\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6"
    "\u1000-\u102a\u1780-\u17b3"
)
HANGUL = "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3"  # spaced, but particles are glued to the words
ENDS = "。！？؟۔।॥։"  # of a sentence, beside . ! ? and …
CLOSING = '"”’)\\]»」』）】》'


def _marks() -> str:
    """What is set on letters or joins them, as ranges."""
    places = dict.fromkeys(at for at in (*range(0x300, 0x1900), *range(0xA800, 0xAC00)) if _is_mark(at))
    starts = [at for at in places if at - 1 not in places]
    ends = [at for at in places if at + 1 not in places]
    return (
        "".join(f"{chr(one)}-{chr(other)}" for one, other in zip(starts, ends, strict=True)) + "\u200c\u200d"
    )


def _is_mark(at: int) -> bool:
    return unicodedata.category(chr(at)).startswith("M")


MARKS = _marks()
LETTERS = rf"[^\W{UNSPACED}]+(?:[{MARKS}]+[^\W{UNSPACED}]*)*"
WORD = re.compile(rf"[{UNSPACED}][{MARKS}]*|{LETTERS}(?:['’\-]{LETTERS})*")
CHARACTER = re.compile(f"[{UNSPACED}]")
LINK_TARGET = re.compile(r"\]\(\s*<?([^\s)>]+)")
BARE_URL = re.compile(r"(?<![\w/])(?:(?:https?:)?//|www\.)[^\s<>()\[\]\"'”]+", re.IGNORECASE)


def words(text: str) -> list[str]:
    """The targets of links are none. Where a script sets no spaces each character is one: nobody agrees there on what a
    word is, and writers are paid and limited by characters."""
    return WORD.findall(bare(text))


def apart(text: str) -> str:
    """The text with a space on both sides of each character of a script that sets none, so that it can be split."""
    return CHARACTER.sub(r" \g<0> ", text)


def bare(text: str) -> str:
    """Without the addresses that links lead to."""
    return BARE_URL.sub(" ", LINK_TARGET.sub("](", text))


def length(text: str) -> str:
    """For people: “1,234 words”, or characters where these are most of it."""
    found = words(text)
    unit = "character" if characters(text) * 2 > len(found) else "word"
    return f"{len(found):,} {unit}{'' if len(found) == 1 else 's'}"


def characters(text: str) -> int:
    """Those that each count as a word."""
    return len(CHARACTER.findall(text))
