from datetime import date
from decimal import Decimal

import pytest

from workflows.engine.tools import Request, Usage
from workflows.providers import known, wire
from workflows.providers.catalogue import Model, Price
from workflows.providers.estimate import most, tokens_in

DAY = date(2026, 11, 26)
MODEL = Model("a", "m", "M", 100_000, 8_000, (Price(DAY, Decimal(2), Decimal(10), None, None, "test"),))


def request(prompt: str = "Write.", **more) -> Request:
    return Request("writing", "write", "", prompt, max_output=1_000, **more)


def test_it_takes_all_that_may_be_thought_and_written():
    tokens = 1_000 + wire.ROOM_TO_THINK["medium"]
    assert most(request(), MODEL, DAY) == (tokens_in(request()) * 2 + tokens * Decimal(10)) / 1_000_000


def test_it_takes_no_more_than_the_model_can_write():
    assert most(request(ceiling=100), MODEL, DAY) < most(request(), MODEL, DAY)


@pytest.mark.parametrize(
    "text", ["Walks leave at eleven.", "散歩は十一時に出発します。", "1234567890", "{}[]()<>;:"]
)
def test_it_counts_more_tokens_than_any_vendor_makes_of_a_text(text):
    """None of the vendors' tokens is shorter than two bytes on average, whatever the script."""
    assert tokens_in(request(text * 1000)) >= len(text.encode()) * 1000 / 2


def test_it_takes_the_dearer_of_reading_and_writing_a_cache():
    dear = Model("a", "m", "M", 9, 9, (Price(DAY, Decimal(2), Decimal(10), None, Decimal(3), "test"),))
    assert (
        most(request(), dear, DAY) - most(request(), MODEL, DAY)
        == tokens_in(request()) * Decimal(1) / 1_000_000
    )


def test_it_counts_the_schema():
    schema = {"type": "object", "properties": {"a": {"type": "string", "description": "x" * 4_000}}}
    assert most(request(schema=schema), MODEL, DAY) > most(request(), MODEL, DAY)


def test_it_takes_the_price_of_long_requests_where_it_is_long():
    model = known.MODELS.find("gpt-6.2-sol", "openai")
    assert model
    asked = request("x" * 600_000)
    usage = Usage(cache_write=tokens_in(asked), output=wire.max_tokens(asked))
    assert most(asked, model, DAY) == model.price(DAY).of(usage)


def test_it_knows_no_most_without_a_price():
    assert most(request(), None, DAY) is None
    assert most(request(), MODEL, date(2026, 1, 1)) is None
