"""Amounts of money in words. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from operator import add

CENT, SMALLEST = Decimal("0.01"), Decimal("0.0001")


def dollars(amount: Decimal | float) -> str:
    """Cents where there is a dollar; else as much as is needed to see something: $0.0034."""
    usd = Decimal(amount)
    if 0 < usd < SMALLEST:
        return f"under ${SMALLEST}"
    if usd >= 1 or usd == usd.quantize(CENT):
        return f"${usd:,.2f}"
    return f"${usd:.4f}".rstrip("0")


@dataclass(frozen=True)
class Cost:
    """What some calls have cost, with what isn't known of it."""

    known: Decimal = Decimal(0)
    calls: int = 0
    unknown: int = 0  # never came back, or didn't say what it took: only the vendor knows
    unpriced: int = 0  # answered by a model without a known price
    in_hand: int = 0  # under way

    @property
    def open(self) -> int:
        """Calls whose cost isn't in `known`."""
        return self.unknown + self.unpriced + self.in_hand

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(*map(add, vars(self).values(), vars(other).values()))

    @property
    def sum(self) -> str:
        """What is known, or “–” where nothing is."""
        return dollars(self.known) if self.calls > self.open else "–"

    @property
    def beside(self) -> str:
        """What isn't in the sum: “1 unknown + 2 in hand”."""
        open_ends = ((self.unknown, "unknown"), (self.unpriced, "unpriced"), (self.in_hand, "in hand"))
        return " + ".join(f"{count:,} {word}" for count, word in open_ends if count)

    def __str__(self) -> str:
        """“$0.02 + 1 unknown”; “–” where nothing was asked."""
        known = [self.sum] if self.calls > self.open else []
        return " + ".join([*known, *([self.beside] if self.beside else [])]) or "–"


@dataclass(frozen=True)
class Tokens:
    input: int = 0  # not from a cache
    cache_read: int = 0
    cache_write: int = 0
    cache_write_long: int = 0  # a part of that, kept for an hour
    output: int = 0
    reasoning: int = 0  # a part of output

    @property
    def from_cache(self) -> int | None:
        """Percent of what was read; None where nothing was."""
        read = self.input + self.cache_read + self.cache_write
        return round(100 * self.cache_read / read) if read else None

    def __add__(self, other: "Tokens") -> "Tokens":
        return Tokens(*map(add, vars(self).values(), vars(other).values()))
