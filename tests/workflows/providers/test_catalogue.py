"""What a call costs: by model, by day, and None where nobody knows."""

from datetime import date
from decimal import Decimal

import pytest

from workflows.engine.tools import Usage
from workflows.providers import known
from workflows.providers.catalogue import Model, Price

MILLION = 1_000_000
NOW = date(2026, 11, 22)


def test_it_charges_each_kind_of_token_once():
    usage = Usage(input=MILLION, cache_read=MILLION, cache_write=MILLION, output=MILLION, reasoning=500_000)
    assert (
        known.MODELS.cost("claude-sonnet-5-5", usage, NOW)
        == Decimal("2") + Decimal("0.10") + Decimal("2.5") + 10
    )


def test_it_charges_what_a_cache_keeps_for_an_hour_by_its_own_price():
    usage = Usage(cache_write=MILLION, cache_write_long=MILLION // 2)
    assert known.MODELS.cost("claude-sonnet-5-5", usage, NOW) == Decimal("1.25") + Decimal(2)
    assert known.MODELS.cost("gpt-6.2-sol", usage, NOW) is None  # nobody named one


def test_it_does_not_know_an_unknown_model():
    assert known.MODELS.cost("gpt-99", Usage(input=1), NOW) is None


def test_it_does_not_know_a_day_before_the_first_price():
    assert known.MODELS.cost("claude-sonnet-5-5", Usage(input=1), date(2025, 1, 1)) is None


def test_it_does_not_guess_a_part_without_a_price():
    assert known.MODELS.cost("gpt-6.2-astra", Usage(input=1, cache_write=1), NOW) is None
    assert known.MODELS.cost("gpt-6.2-astra", Usage(input=MILLION // 10), NOW) == Decimal("0.8")


def test_it_does_not_lend_a_vendors_price_to_a_compatible_server():
    assert known.MODELS.cost("gpt-6.2-sol", Usage(input=1), NOW, "compatible") is None


def test_it_charges_a_very_long_request_more():
    short = known.MODELS.cost("gpt-6.2-sol", Usage(input=272_000, output=1_000), NOW)
    long = known.MODELS.cost("gpt-6.2-sol", Usage(input=272_001, output=1_000), NOW)
    assert short == Decimal("0.554")
    assert long == Decimal("1.088004") + Decimal("0.015")


@pytest.mark.parametrize(
    ("day", "dollars"), [(date(2026, 11, 30), 2), (date(2026, 12, 1), 4), (date(2027, 6, 1), 4)]
)
def test_it_takes_the_price_that_holds_on_the_day(day, dollars):
    def price(since, taken):
        return Price(since, Decimal(taken), Decimal(10), Decimal(0), Decimal(0), "a test")

    rows = (price(date(2026, 12, 1), 4), price(date(2026, 1, 1), 2))
    model = Model("v", "m", "M", 1, 1, rows)
    assert model.price(day).of(Usage(input=MILLION)) == dollars


def test_it_calls_the_stand_in_free_on_any_day():
    assert known.MODELS.cost("offline-writer", Usage(input=9, output=9), date(2020, 1, 1)) == 0


def test_it_has_no_model_twice():
    ids = [(model.provider, model.id) for model in known.MODELS]
    assert len(ids) == len(set(ids))


def test_it_says_for_each_price_where_it_comes_from():
    assert all(price.source for model in known.MODELS for price in model.prices)


@pytest.mark.parametrize(("day", "dollars"), [(date(2026, 11, 30), "12"), (date(2026, 12, 1), "24")])
def test_it_knows_geminis_announced_price(day, dollars):
    usage = Usage(input=MILLION, output=MILLION)
    assert known.MODELS.cost("gemini-4-carbon", usage, day) == Decimal(dollars)


def test_it_tells_of_a_price_before_it_holds():
    carbon = known.MODELS.find("gemini-4-carbon")
    assert carbon.next_price(date(2026, 11, 30)).effective_from == date(2026, 12, 1)
    assert carbon.next_price(date(2026, 12, 1)) is None
