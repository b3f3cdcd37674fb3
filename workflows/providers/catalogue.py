"""The models that Baton knows, with dated prices in US dollars per million tokens.

Read on 22 November 2026. A price is a row with the day from which it holds, so a change can be entered
before it happens. A model or a day without a row has no known price: that is None and never 0. Sources: A
litellm 1.106.2 price map; B the vendor's page on new models; C docs.laozhang.ai of 18 November 2026; D litellm's
discussion 46238; E agent-telemetry 1.6.6.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workflows.engine.tools import Usage

MILLION = Decimal(1_000_000)
READ_ON = date(2026, 11, 22)  # a row holds from the day of its source at the earliest


@dataclass(frozen=True)
class Price:
    """US dollars per million tokens. A None part is unknown: a call that used it is unpriced."""

    effective_from: date
    input: Decimal
    output: Decimal
    cache_read: Decimal | None
    cache_write: Decimal | None  # short-lived entries (minutes), the only kind that our adapters write
    source: str
    long_above: int | None = None  # from so many input tokens the whole request costs x2 in and x1.5 out

    def of(self, usage: Usage) -> Decimal | None:
        taken = (
            (usage.input, self.input),
            (usage.cache_read, self.cache_read),
            (usage.cache_write, self.cache_write),
        )
        if any(tokens and price is None for tokens, price in taken):
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

    def price(self, on: date) -> Price | None:
        """The row that holds on that day."""
        begun = [price for price in self.prices if price.effective_from <= on]
        return max(begun, key=lambda price: price.effective_from, default=None)

    def next_price(self, on: date) -> Price | None:
        """The row that is announced for a later day."""
        coming = [price for price in self.prices if price.effective_from > on]
        return min(coming, key=lambda price: price.effective_from, default=None)


def _row(
    source: str, each: tuple[str, str], cache: tuple[str | None, str | None], **more: Any
) -> tuple[Price, ...]:
    """One price row: `each` is (input, output), `cache` is (read, write)."""
    read, write = (None if part is None else Decimal(part) for part in cache)
    return (
        Price(more.pop("since", READ_ON), Decimal(each[0]), Decimal(each[1]), read, write, source, **more),
    )


NOTHING = Decimal(0)
FREE = (Price(date.min, NOTHING, NOTHING, NOTHING, NOTHING, "it runs here and costs nothing"),)

MODELS: tuple[Model, ...] = (
    Model("anthropic", "claude-opus-5-5", "Claude Opus 5.5", 1_000_000, 128_000,
          _row("A, B", ("4", "20"), ("0.20", "5"))),
    Model("anthropic", "claude-sonnet-5-5", "Claude Sonnet 5.5", 1_000_000, 128_000,
          _row("A, B", ("2", "10"), ("0.10", "2.5"))),
    Model("anthropic", "claude-haiku-5-5", "Claude Haiku 5.5", 1_000_000, 128_000,
          _row("A, B", ("0.10", "0.50"), ("0.01", "0.125"))),
    Model("openai", "gpt-6.2-astra", "GPT 6.2 Astra", 1_050_000, 128_000,
          _row("C", ("8", "40"), ("0.40", None), since=date(2026, 11, 18), long_above=272_000)),
    Model("openai", "gpt-6.2-sol", "GPT 6.2 Sol", 1_050_000, 128_000,
          _row("C; cache as gpt-6.1-sol in A", ("2", "10"), ("0.10", "2.5"), since=date(2026, 11, 18),
               long_above=272_000)),
    Model("openai", "gpt-6-luna", "GPT 6 Luna", 1_050_000, 128_000,
          _row("A", ("0.10", "0.50"), ("0.01", "0.125"), long_above=272_000)),
    Model("gemini", "gemini-4-carbon", "Gemini 4 Carbon", 1_000_000, 65_000,
          _row("D, A", ("2", "10"), ("0.10", None))
          + _row("D: announced for that day", ("4", "20"), ("0.20", None), since=date(2026, 12, 1))),
    Model("gemini", "gemini-3.8-flash", "Gemini 3.8 Flash", 1_000_000, 65_000,
          _row("A", ("0.75", "3.75"), ("0.075", None))
          + _row("E: announced for that day", ("1.50", "7.50"), ("0.15", None), since=date(2027, 1, 1))),
    Model("gemini", "gemini-3.5-flash-lite", "Gemini 3.5 Flash-Lite", 1_000_000, 65_000,
          _row("A", ("0.30", "2.5"), ("0.03", None))),
    Model("offline", "offline-writer", "Offline writer (stand-in, no AI)", 200_000, 32_000, FREE),
    Model("offline", "offline-judge", "Offline judge (stand-in, no AI)", 200_000, 32_000, FREE),
)  # fmt: skip


def find(model: str, provider: str = "") -> Model | None:
    """The row of a model id; with a provider only that provider's."""
    return next((row for row in MODELS if row.id == model and provider in ("", row.provider)), None)


def label(model: str, provider: str = "") -> str:
    row = find(model, provider)
    return row.label if row else model


def cost(model: str, usage: Usage, on: date, provider: str = "") -> Decimal | None:
    """US dollars for one call on that day, or None where no price is known."""
    row = find(model, provider)
    price = row.price(on) if row else None
    return price.of(usage) if price else None
