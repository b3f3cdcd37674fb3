"""Days that a text names, and whether what it was written from names them too.

“12 May” is no news where a source says “12 May 2027”, “3 to 12 May” is two days, and 3/4/2027 is both days that it may
be. A month that a source names without a day (“May: 3, 5 and 12”) goes with every number of it: better not told than
told wrongly.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from tenants import languages
from workflows.engine.checks.months import NAMES, SHORT

ORDINAL = r"(?:st|nd|rd|th|er|re|º|ª|°|\.)?"
DAY = rf"(?<![\w.,:/-])\d{{1,2}}{ORDINAL}(?![\d:%])"
AND = "and|to|or|until|till|through|bis|und|oder|et|au|ou|y|o|al|a|e|en|tot|of|og|til|och|i|do|u|и|по|до"
JOIN = rf"(?:[^\S\n]*[-–—,/&][^\S\n]*|[^\S\n]+(?:{AND})[^\S\n]+){{1,2}}"
DAYS = rf"{DAY}(?:{JOIN}\d{{1,2}}{ORDINAL}(?![\d:%]))*"
OF = r"[^\S\n]*(?:(?:of|de|del|di|d['’])[^\S\n]*)?"
YEAR = r"(?:,?[^\S\n]+(?:(?:of|de|del)[^\S\n]+)?(?P<year>\d{4})(?!\d))?"
ENDS = r"(?=[^\S\n]*(?:[,;:!?)\]\n–—-]|\.(?!\d)|$)|[^\S\n]+(?:at|is|was|in|on|and|to|from|until|for|with)\b)"
ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|\.\d)")
EAST = re.compile(r"(?:(\d{4})\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]")
NUMBERED = ("ja", "ko", "zh")  # as EAST reads them: there months have no other names
NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
DOT = r"(?:\.(?=[^\S\n]+\d))?"  # of “Dec. 2027”, and not that of a sentence


@dataclass(frozen=True)
class Day:
    """One reading of a date. `day`: None for a month with its year."""

    month: int
    day: int | None
    year: int | None = None

    def is_also(self, other: "Day") -> bool:
        return (
            self.month == other.month
            and (self.day is None or self.day == other.day)
            and (None in (self.year, other.year) or self.year == other.year)
        )


@dataclass(frozen=True)
class Named:
    """A date as it stands in a text, and what it may mean."""

    quote: str
    readings: tuple[Day, ...]


@dataclass
class Known:
    """What the sources say of days."""

    days: set[Day] = field(default_factory=set)
    loose: set[tuple[int, int | None]] = field(
        default_factory=set
    )  # a month that stands alone, a number beside it

    def has(self, day: Day) -> bool:
        return (day.month, day.day) in self.loose or any(day.is_also(one) for one in self.days)


def knows_months(code: str) -> bool:
    """Whether dates are found that name their month in this language, or number it as they do in East Asia."""
    return languages.base(code) in NAMES or languages.base(code) in NUMBERED


def unknown(text: str, sources: Iterable[str], language: str) -> list[str]:
    """The dates of a text that no source has, as they stand there, each once."""
    found = named(text, language)
    known = _known(sources, language) if found else Known()
    missing = (one.quote for one in found if not any(known.has(day) for day in one.readings))
    return list(dict.fromkeys(missing))


def named(text: str, language: str, strict: bool = True) -> list[Named]:
    """In their order. `strict`: “In May 20 guests” is no date."""
    tongue = languages.base(language)
    spelled = (at for pattern in _patterns(tongue, strict) for at in pattern.finditer(text))
    found = [(at.start(), one) for at in spelled for one in _listed(at, _months(tongue))]
    return [one for _, one in sorted([*found, *_in_numbers(text)], key=lambda pair: pair[0])]


def _listed(at: re.Match[str], names: Mapping[str, int]) -> Iterator[Named]:
    """“3 and 5 May” are two days, and “May 2027” is a month."""
    month, days = names[at["month"].casefold()], at.groupdict().get("days")
    for number in NUMBER.findall(days) if days else [None]:
        if day := _day(month, int(number) if number else None, at["year"]):
            yield Named(at[0].strip(), (day,))


def _in_numbers(text: str) -> Iterator[tuple[int, Named]]:
    for at in ISO.finditer(text):
        yield from _read(at, [(at[2], at[3], at[1])])
    for at in NUMERIC.finditer(text):
        yield from _read(at, [(at[3], at[1], at[4]), (at[1], at[3], at[4])])
    for at in EAST.finditer(text):
        yield from _read(at, [(at[2], at[3], at[1])])


def _read(at: re.Match[str], readings: list[tuple[str, str, str | None]]) -> Iterator[tuple[int, Named]]:
    days = tuple(day for month, number, year in readings if (day := _day(int(month), int(number), year)))
    if days:
        yield at.start(), Named(at[0], days)


def _day(month: int, day: int | None, year: str | None) -> Day | None:
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    return Day(month, day, (int(year) + (2000 if len(year) == 2 else 0)) if year else None)


def _known(sources: Iterable[str], language: str) -> Known:
    """In the client's language and in English: a brief may be in another language than the text."""
    known = Known()
    for source in sources:
        for tongue in dict.fromkeys((languages.base(language), "en")):
            known.days |= {day for one in named(source, tongue, strict=False) for day in one.readings}
            known.loose |= set(_loose(source, tongue))
    return known


def _loose(source: str, tongue: str) -> Iterator[tuple[int, int | None]]:
    """Months without a day beside them, each by itself and with every number of the source."""
    rest = source
    for pattern in _patterns(tongue, strict=False):
        rest = pattern.sub(" ", rest)
    numbers = [None, *map(int, NUMBER.findall(source))]
    alone = {_months(tongue)[at["month"].casefold()] for at in _name(tongue).finditer(rest)}
    yield from product(alone, numbers)


@lru_cache(maxsize=64)
def _patterns(tongue: str, strict: bool) -> tuple[re.Pattern[str], ...]:
    """The day before the month, the day after it, and a month with its year only."""
    name = _name(tongue).pattern
    ends = rf"(?:,?[^\S\n]+(?P<year>\d{{4}})(?!\d)|{ENDS})" if strict else YEAR
    before = r"(?<!\d )(?<!\d\. )(?<!\dth )(?<!\dst )(?<!\dnd )(?<!\drd )(?<! de )(?<! of )"
    return (
        re.compile(rf"(?P<days>{DAYS}){OF}{name}{DOT}{YEAR}"),
        re.compile(rf"{name}{DOT}[^\S\n]+(?P<days>{DAYS}){ends}"),
        re.compile(rf"{before}{name}{DOT},?[^\S\n]+(?:(?:of|de|del)[^\S\n]+)?(?P<year>\d{{4}})(?!\d)"),
    )


@lru_cache(maxsize=64)
def _name(tongue: str) -> re.Pattern[str]:
    """A month as it is spelled, with a capital, or in capitals: “you may” is none."""
    spelled = {
        each for form, _ in _forms(tongue) for each in (form, form[:1].upper() + form[1:], form.upper())
    }
    longest_first = sorted(spelled, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?P<month>{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)")


@lru_cache(maxsize=64)
def _months(tongue: str) -> Mapping[str, int]:
    """Each form in small letters -> its number, from 1."""
    return {form.casefold(): number for form, number in _forms(tongue)}


def _forms(tongue: str) -> Iterator[tuple[str, int]]:
    for table in (NAMES.get(tongue, ""), SHORT.get(tongue, "")):
        for number, forms in enumerate(table.split(), 1):
            yield from ((form, number) for form in forms.split("|"))
