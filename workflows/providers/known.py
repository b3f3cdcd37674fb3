"""The models that Baton knows by itself, with dated prices in US dollars per million tokens.

Read on 22 November 2026. An agency puts its own rows over these. Sources: A litellm 1.106.2 price map; B the vendor's
page on new models; C docs.laozhang.ai of 18 November 2026; D litellm's discussion 46238; E agent-telemetry 1.6.6.
Pages of PDFs, read on 26 November 2026: 600 in a request with a context of 1M at Anthropic (platform.claude.com, PDF
support), 1,000 at Gemini; OpenAI names no number.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from workflows.providers.catalogue import Catalogue, Model, Price

READ_ON = date(2026, 11, 22)  # a row holds from the day of its source at the earliest
EYES = frozenset(("images", "pdf"))  # the offline writer takes them too, and says that it can't see

MOST_PAGES = 1_000  # of PDFs in a request, at any vendor


def _row(
    source: str, each: tuple[str, str], cache: tuple[str | None, str | None], **more: Any
) -> tuple[Price, ...]:
    """One price row: `each` is (input, output), `cache` is (read, write)."""
    read, write = (None if part is None else Decimal(part) for part in cache)
    return (
        Price(more.pop("since", READ_ON), Decimal(each[0]), Decimal(each[1]), read, write, source, **more),
    )


HALF = Decimal("0.5")
BATCHED = {"anthropic": HALF, "openai": HALF, "gemini": HALF}
"""Account → what a request in its vendor's batch costs, as a share of the normal price, whatever kind of token. Source:
each vendor's page on batches, as read with the prices above."""

NOTHING = Decimal(0)
FREE = (Price(date.min, NOTHING, NOTHING, NOTHING, NOTHING, "it runs here and costs nothing", NOTHING),)

MODELS = Catalogue((
    Model("anthropic", "claude-opus-5-5", "Claude Opus 5.5", 1_000_000, 128_000,
          _row("A, B", ("4", "20"), ("0.20", "5"), cache_write_long=Decimal(8)), EYES, pages=600),
    Model("anthropic", "claude-sonnet-5-5", "Claude Sonnet 5.5", 1_000_000, 128_000,
          _row("A, B", ("2", "10"), ("0.10", "2.5"), cache_write_long=Decimal(4)), EYES, pages=600),
    Model("anthropic", "claude-haiku-5-5", "Claude Haiku 5.5", 1_000_000, 128_000,
          _row("A, B", ("0.10", "0.50"), ("0.01", "0.125"), cache_write_long=Decimal("0.20")), EYES, pages=600),
    Model("openai", "gpt-6.2-astra", "GPT 6.2 Astra", 1_050_000, 128_000,
          _row("C", ("8", "40"), ("0.40", None), since=date(2026, 11, 18), long_above=272_000), EYES),
    Model("openai", "gpt-6.2-sol", "GPT 6.2 Sol", 1_050_000, 128_000,
          _row("C; cache as gpt-6.1-sol in A", ("2", "10"), ("0.10", "2.5"), since=date(2026, 11, 18),
               long_above=272_000), EYES),
    Model("openai", "gpt-6-luna", "GPT 6 Luna", 1_050_000, 128_000,
          _row("A", ("0.10", "0.50"), ("0.01", "0.125"), long_above=272_000), EYES),
    Model("gemini", "gemini-4-carbon", "Gemini 4 Carbon", 1_000_000, 65_000,
          _row("D, A", ("2", "10"), ("0.10", None))
          + _row("D: announced for that day", ("4", "20"), ("0.20", None), since=date(2026, 12, 1)), EYES, pages=1_000),
    Model("gemini", "gemini-3.8-flash", "Gemini 3.8 Flash", 1_000_000, 65_000,
          _row("A", ("0.75", "3.75"), ("0.075", None))
          + _row("E: announced for that day", ("1.50", "7.50"), ("0.15", None), since=date(2027, 1, 1)), EYES,
          pages=1_000),
    Model("gemini", "gemini-3.5-flash-lite", "Gemini 3.5 Flash-Lite", 1_000_000, 65_000,
          _row("A", ("0.30", "2.5"), ("0.03", None)), EYES, pages=1_000),
    Model("offline", "offline-writer", "Offline writer (stand-in, no AI)", 200_000, 32_000, FREE, EYES),
    Model("offline", "offline-judge", "Offline judge (stand-in, no AI)", 200_000, 32_000, FREE),
))  # fmt: skip
