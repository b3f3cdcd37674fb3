"""What is known of models: what they can do, until when they are there, and what they cost from which day on. Pure.

A price is a row with the day from which it holds, so a change can be entered before it happens. A model or a day
without a row has no known price: that is None and never 0.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflows.engine.tools import Usage

MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class Price:
    """US dollars per million tokens. A None part is unknown: a call that used it is unpriced."""

    effective_from: date
    input: Decimal
    output: Decimal
    cache_read: Decimal | None
    cache_write: Decimal | None  # entries of minutes, which our adapters ask for
    source: str
    cache_write_long: Decimal | None = None  # entries of an hour: in batches, or by a gateway
    long_above: int | None = None  # with more input tokens the whole request costs x2 in and x1.5 out

    def of(self, usage: Usage) -> Decimal | None:
        taken = (
            (usage.input, self.input),
            (usage.cache_read, self.cache_read),
            (usage.cache_write - usage.cache_write_long, self.cache_write),
            (usage.cache_write_long, self.cache_write_long),
        )
        if any(tokens and price is None for tokens, price in taken):
            return None
        if not usage.is_counted and (self.input or self.output):
            return None
        dollars_in = sum((tokens * (price or 0) for tokens, price in taken), Decimal(0))
        dollars_out = usage.output * self.output
        if self.long_above and sum(tokens for tokens, _ in taken) > self.long_above:
            dollars_in, dollars_out = dollars_in * 2, dollars_out * Decimal("1.5")
        return (dollars_in + dollars_out) / MILLION


@dataclass(frozen=True)
class Model:
    provider: str
    id: str
    label: str
    context: int  # tokens
    max_output: int  # tokens
    prices: tuple[Price, ...] = ()
    sees: frozenset[str] = frozenset()  # "images", "pdf"
    retires_on: date | None = None  # from then on it isn't asked any more
    efforts: bool = True  # whether it is told how long to think; older models refuse a request that says so
    pages: int | None = None  # of all PDFs of a request together; None: unknown

    def price(self, on: date) -> Price | None:
        """The row that holds on that day."""
        begun = [price for price in self.prices if price.effective_from <= on]
        return max(begun, key=lambda price: price.effective_from, default=None)

    def next_price(self, on: date) -> Price | None:
        """The row that is announced for a later day."""
        coming = [price for price in self.prices if price.effective_from > on]
        return min(coming, key=lambda price: price.effective_from, default=None)


class Catalogue:
    """The models that somebody knows, each by its provider and id. `eyes`: what all models of an account see, as far as
    its own row says nothing else.
    """

    def __init__(self, models: Iterable[Model], eyes: Mapping[str, frozenset[str]] | None = None) -> None:
        self._rows = {(model.provider, model.id): model for model in models}
        self._eyes = dict(eyes or {})

    def __iter__(self) -> Iterator[Model]:
        return iter(self._rows.values())

    def with_rows(self, models: Iterable[Model]) -> "Catalogue":
        """The same with these rows, each in the place of the one that had its name."""
        return Catalogue([*self, *models], self._eyes)

    def with_eyes(self, eyes: Mapping[str, frozenset[str]]) -> "Catalogue":
        return Catalogue(self, {**self._eyes, **eyes})

    def sees(self, model: str, provider: str) -> frozenset[str]:
        """What it can look at, as far as is known: "images", "pdf"."""
        row = self.find(model, provider)
        return row.sees if row else self._eyes.get(provider, frozenset())

    def find(self, model: str, provider: str = "") -> Model | None:
        """The row of a model id; with a provider only that provider's."""
        if provider:
            return self._rows.get((provider, model))
        return next((row for row in self if row.id == model), None)

    def label(self, model: str, provider: str = "") -> str:
        row = self.find(model, provider)
        return row.label if row else model

    def cost(self, model: str, usage: Usage, on: date, provider: str = "") -> Decimal | None:
        """US dollars for one call on that day, or None where no price is known."""
        row = self.find(model, provider)
        price = row.price(on) if row else None
        return price.of(usage) if price else None
