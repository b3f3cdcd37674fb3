"""What a number counts or measures, as far as its neighbours say: “€30” is money, “30 rooms” are things, “3 million”
are many. Where nothing is sure there is no unit, and such a number goes with any: better not told than told wrongly.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tenants import languages
from workflows.engine.checks.months import NAMES, SHORT

MONEY: Mapping[str, str] = {
    "€": "€", "$": "$", "£": "£", "¥": "¥", "￥": "¥", "₩": "₩",
    "eur": "€", "euro": "€", "euros": "€", "usd": "$", "dollar": "$", "dollars": "$", "dólares": "$", "gbp": "£",
    "yen": "¥", "jpy": "¥", "chf": "chf", "francs": "chf", "franken": "chf", "sek": "sek", "nok": "nok", "dkk": "dkk",
    "pln": "pln", "cents": "cent", "cent": "cent", "pence": "pence",
}  # fmt: skip
SHARE = "% ％ ٪ percent pct prozent procent"
TIMES = {
    "second": "sec secs second seconds sekunde sekunden secondes segundos secondi seconden",
    "minute": "min mins minute minutes minuten minutos minuti minuut",
    "hour": "hr hrs hour hours stunde stunden heure heures hora horas ora ore uur uren",
    "day": "day days night nights tag tage tagen jour jours día días dia dias giorno giorni dag dagen "
    "nuits noches notti",
    "week": "week weeks woche wochen semaine semaines semana semanas settimana settimane weken",
    "month": "month months monat monate monaten mois mes meses mese mesi maand maanden mês",
    "year": "year years yr yrs jahr jahre jahren an ans année années año años anno anni jaar ano anos",
    "km": "km kilometre kilometres kilometer kilometers kilomètres kilómetros chilometri quilômetros quilómetros",
    "mile": "mile miles meile meilen",
    "kg": "kg kilo kilos kilogram kilograms kilogramm",
}
SIZES = {
    3: "k thousand tausend mille mil mila duizend tsd",
    6: "million millions millionen mio mln millón millones milione milioni miljoen milhão milhões",
    9: "bn billion billions milliarde milliarden mrd milliard milliards miliardo miliardi miljard bilhão bilhões",
}
NO_THINGS = frozenset(
    # Words in -s, or with a capital, that are no things after a number.
    [
        *(
            "this",
            "thus",
            "plus",
            "less",
            "always",
            "across",
            "versus",
            "does",
            "times",
            "perhaps",
            "besides",
        ),
        *(
            "towards",
            "afterwards",
            "unless",
            "includes",
            "covers",
            "buys",
            "gets",
            "gives",
            "costs",
            "starts",
        ),
        *("begins", "ends", "seats", "sleeps", "makes", "means", "fits", "más", "runs", "stays", "takes"),
        *("dans", "mais", "sans", "puis", "fois", "depuis", "pour", "sous", "vers", "moins", "menos", "tras"),
    ]
)
CLOSE = r"[^\S\n]?-?"
WORD = re.compile(rf"{CLOSE}(?P<word>[^\W\d_]+|[%％٪€$£¥])(?!['’]\w)")
BEFORE = re.compile(r"(?:([€$£¥￥₩])|\b(EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN))\s?$")
THINGS = "things"

UNITS: Mapping[str, str] = {
    **MONEY,
    **dict.fromkeys(SHARE.split(), "%"),
    **{word: unit for unit, forms in TIMES.items() for word in forms.split()},
}
TENS: Mapping[str, int] = {word: tens for tens, forms in SIZES.items() for word in forms.split()}
MONTHS = frozenset(
    form.casefold() for table in (NAMES, SHORT) for each in table.values() for form in re.split(r"[ |]", each)
)


@dataclass(frozen=True)
class Measure:
    """`unit`: "" where none is sure. `tens`: 6 of “3 million”, None without such a word. All of it stands from `start`
    to `end`, the number and its size until `size_end`."""

    unit: str
    tens: int | None
    start: int
    size_end: int
    end: int

    def differs(self, source: "Measure") -> bool:
        """Whether the same digits mean something else there. “€3 to 5 million” has the million at its end only."""
        if self.unit and source.unit and self.unit != source.unit:
            return True
        if None not in (self.tens, source.tens):
            return self.tens != source.tens
        return self.tens is not None and source.unit not in {"", *MONEY.values()}


UNSAID = Measure("", None, 0, 0, 0)


def measure(text: str, start: int, end: int, language: str) -> Measure:
    """Of the number at these places, which may have its sign with it."""
    sign = BEFORE.search(text, max(0, start - 5), start + (text[start] in MONEY))
    begin = sign.start() if sign else start
    unit = MONEY[(sign[1] or sign[2]).casefold()] if sign else "%" if text[end - 1] in "%％٪" else ""
    tens, size_end = None, end
    for word, after in _words(text, end):
        if tens is None and word.casefold() in TENS and unit != "%":
            tens, size_end = TENS[word.casefold()], after
            continue
        found = _unit(word, language)
        return Measure(unit or found, tens, begin, size_end, after if found else size_end)
    return Measure(unit, tens, begin, size_end, size_end)


def _words(text: str, end: int) -> Iterator[tuple[str, int]]:
    """The two words that stand right after it."""
    for _ in range(2):
        if not (at := WORD.match(text, end)):
            return
        end = at.end()
        yield at["word"], end


def _unit(word: str, language: str) -> str:
    small = word.casefold()
    if small in UNITS:
        return UNITS[small]
    if len(word) < 4 or small in NO_THINGS or small in MONTHS or small in TENS:
        return ""
    plural = word.islower() and word.endswith("s") and not word.endswith("ss")
    noun = languages.base(language) == "de" and word.istitle()
    return THINGS if plural or noun else ""
