"""A text as it reads, whatever letters it is written in: several plain views of it, each with the places it came from.

Somebody who hides words from a check writes them in letters that look the same, in invisible ones, spaced out, with
digits for letters or in Base64. Each view undoes some of that and never changes what the piece says.
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

ALIKE = str.maketrans(
    "авеёһіјкӏмнорԛсѕтԝхуѵԁғαβεικνορτυχϲɑɡɪʟɴʀᴀʙᴄᴅᴇɢʜᴊᴋᴍᴏᴘᴛᴜᴠᴡʏᴢı",
    "abeehijklmhopqcstwxyvdfabeiknoptuxcagilnrabcdeghjkmoptuvwyzi",
)  # Cyrillic, Greek, small capitals
LEET = str.maketrans("013457@$", "oieastas")
SPACED = re.compile(r"(?<!\w)\w(?:[ .·_-]\w){4,}(?!\w)")
PACKED = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
TAGS = range(0xE0020, 0xE007F)  # letters that nothing shows


@dataclass(frozen=True)
class View:
    text: str
    places: tuple[int, ...]  # of each character, in the text that was given

    def slice(self, given: str, start: int, end: int) -> str:
        """The words as they stand in what was given."""
        if start >= end:
            return ""
        return given[self.places[start] : self.places[end - 1] + 1]


def views(text: str) -> Iterator[View]:
    """Small letters without accents, as they are; then with other spellings undone."""
    plain = _plain(text)
    yield plain
    for other in (_mapped(plain, ALIKE), _mapped(plain, LEET), _closed_up(plain)):
        if other.text != plain.text:
            yield other


def unpacked(text: str) -> Iterator[tuple[str, str]]:
    """(what stands there, what it says) for words in Base64."""
    for found in PACKED.finditer(text):
        packed = found.group(0)
        try:
            said = base64.b64decode(packed + "=" * (-len(packed) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
        yield packed, said


def _plain(text: str) -> View:
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for one in _folded(char):
            chars.append(one)
            places.append(place)
    return View("".join(chars), tuple(places))


def _folded(char: str) -> str:
    """What a reader sees of one character, in small letters; "" of what nobody sees."""
    if char.isascii():
        return char.lower()
    if ord(char) in TAGS:
        return chr(ord(char) - 0xE0000).lower()
    if unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return char if _is_vowel_sign(char) else ""
    if (digit := unicodedata.digit(char, None)) is not None and char.isdecimal():
        return str(digit)
    apart = unicodedata.normalize("NFKD", char)
    if apart[0].isascii():
        return "".join(one for one in apart if unicodedata.category(one) != "Mn").lower()
    return unicodedata.normalize("NFKC", char).casefold()


def _is_vowel_sign(char: str) -> bool:
    """Without these, words of some scripts are others. Accents and variants of letters are no such signs."""
    name = unicodedata.name(char, "")
    return unicodedata.category(char) == "Mn" and not name.startswith(("COMBINING", "VARIATION"))


def _mapped(view: View, table: dict[int, int]) -> View:
    return View(view.text.translate(table), view.places)


def _closed_up(view: View) -> View:
    """“i g n o r e” as one word. Two spaces or a line's end part the words."""
    keep = [True] * len(view.text)
    for found in SPACED.finditer(view.text):
        for place in range(found.start() + 1, found.end(), 2):
            keep[place] = False
    kept = [n for n, kept in enumerate(keep) if kept]
    return View("".join(view.text[n] for n in kept), tuple(view.places[n] for n in kept))
