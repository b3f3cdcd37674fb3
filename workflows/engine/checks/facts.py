"""Facts: those of the brief that must appear, and numbers and dates that stand nowhere in it or its sources."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from tenants.phrases import phrase
from tenants.scripts import UNSPACED
from workflows.engine.checks import dates, units
from workflows.engine.outcomes import Finding

NEW = rf"(?<![^\W{UNSPACED}])(?<![/.,٫٬-])[€$£¥￥₩]?"  # nothing before it that it would be the end of
NUMBER = re.compile(rf"{NEW}\d[\d.,٫٬:\u00a0\u202f]*\d(?:\s?[%％٪])?|{NEW}\d(?:\s?[%％٪])?(?![\w.,٫٬]\d)")
MARKED = str.maketrans({"٫": ".", "٬": ",", "，": ",", "．": "."})
DIGITS = re.compile(r"\d+")
LISTED = re.compile(r"^\s*\d+[.)]\s", re.MULTILINE)
NOWHERE = (
    "This {} stands neither in the brief nor in what the text was written from. Check it, or take it out."
)
OTHERWISE = "What the text was written from has this number only as “{}”. Check it, or take it out."
ADDRESS = re.compile(r"\]\([^)]*\)|https?://\S+|\bwww\.\S+")


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


@dataclass(frozen=True)
class Figure:
    """A number in one spelling, and what it counts. `quote` has its words of size, `whole` its unit too."""

    value: str
    quote: str
    whole: str = ""
    measure: units.Measure = units.UNSAID

    @property
    def amount(self) -> str:
        """3,000,000 and “3 million” are the same."""
        try:
            return f"{Decimal(self.value).scaleb(self.measure.tens or 0).normalize():f}"
        except InvalidOperation:  # a time of the day
            return self.value


def unfounded(gate: str, text: str, sources: Iterable[str], language: str = "en") -> list[Finding]:
    """Dates and figures of the text that no source has. A list's own numbers and addresses are none."""
    given, running = list(sources), _running(text)
    days = dates.unknown(running, given, language)
    for day in days:
        running = running.replace(day, " ")
    return [
        *(Finding(gate, "Unfounded date", NOWHERE.format("date"), quote=day) for day in days),
        *(
            Finding(gate, "Unfounded figure", why, quote=quote)
            for quote, why in _new(running, given, language)
        ),
    ]


def _new(running: str, sources: Iterable[str], language: str) -> Iterator[tuple[str, str]]:
    """Its figures that no source has, each once, and what is wrong with them."""
    known = [figure for source in sources for figure in figures(source, language)]
    amounts, same = {figure.amount for figure in known}, dict[str, list[Figure]]()
    for figure in known:
        same.setdefault(figure.value, []).append(figure)
    said = {
        (one.value, one.measure.unit, one.measure.tens): one
        for one in reversed(list(_figures(running, language)))
    }
    for one in reversed(said.values()):
        there = same.get(one.value, [])
        if not there and one.amount not in amounts:
            yield one.quote, NOWHERE.format("figure")
        elif there and all(one.measure.differs(figure.measure) for figure in there):
            yield one.whole, OTHERWISE.format(there[0].whole)


def given(text: str, language: str) -> list[str]:
    """Its dates as they stand there, its figures with their units: what is kept of a source that isn't kept itself."""
    days = (one.quote for one in dates.named(text, language, strict=False))
    told = (figure.whole for figure in figures(text, language))
    return [*dict.fromkeys(days), *sorted({*told})]


def figures(text: str, language: str = "en") -> list[Figure]:
    """Its numbers, however they are written: 1,200 is 1200 and 12.50 is 12,5. Times and dates give their parts too."""
    plain = ADDRESS.sub(" ", text)
    found = list(_figures(plain, language))
    whole = {figure.value for figure in found}
    parts = dict.fromkeys(_value(part) for part in DIGITS.findall(plain))
    return [*found, *(Figure(part, part, part) for part in parts if part not in whole)]


def _figures(text: str, language: str) -> Iterator[Figure]:
    for at in NUMBER.finditer(text):
        if value := _value(at[0]):
            said = units.measure(text, at.start(), at.end(), language)
            yield Figure(value, text[at.start() : said.size_end], text[said.start : said.end].strip(), said)


def _running(text: str) -> str:
    return ADDRESS.sub(" ", LISTED.sub("", text))


def _value(quote: str) -> str:
    """A number in one spelling: no thousands' marks, one decimal point, no zeros that say nothing."""
    digits = re.sub(r"[^\d.,:]", "", _in_our_digits(quote)).strip(".,:")
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", digits):
        return re.sub(r"[.,]", "", digits)
    digits = digits.replace(",", ".")
    if digits.count(".") == 1 and ":" not in digits:
        digits = digits.rstrip("0").rstrip(".")
    return digits.lstrip("0") or ("0" if digits else "")


def _in_our_digits(quote: str) -> str:
    """٢٠٢٧ and ２０２７ are 2027."""
    return "".join(str(unicodedata.digit(one)) if one.isdecimal() else one for one in quote.translate(MARKED))
