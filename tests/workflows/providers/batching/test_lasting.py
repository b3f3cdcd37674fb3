"""What several requests of one of Anthropic's batches begin with is kept for an hour: a batch outlives five minutes."""

import asyncio
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from tests.stand_in import StandIn
from tests.workflows.providers.asking import ask, request
from workflows.engine.tools import Request
from workflows.providers import batching, known, registry
from workflows.providers.base import Choice
from workflows.providers.catalogue import Catalogue
from workflows.providers.estimate import most
from workflows.providers.router import Router

MODEL, DAY = "claude-sonnet-5-5", date(2026, 11, 27)
SHARED = request(lasting=True)
USUAL, LASTING = {"type": "ephemeral"}, {"type": "ephemeral", "ttl": "1h"}


def sent(stand_in: StandIn, *asked: Request) -> list[Any]:
    """How long each of them asks for its block to be kept."""
    provider = registry.make("anthropic", api_key="k", base_url=stand_in.url, deadline=10.0)

    async def once() -> None:
        await batching.of(provider).send("key", {f"n{n}": each for n, each in enumerate(asked)}, MODEL)
        await provider.aclose()

    asyncio.run(once())
    return [body["system"][0]["cache_control"] for _, body in stand_in.batches.kept[-1].requests]


def test_it_keeps_what_several_begin_with_for_an_hour(stand_in: StandIn) -> None:
    alone = replace(SHARED, context="Another client’s voice.")
    assert sent(stand_in, SHARED, alone, replace(SHARED, prompt="Another.")) == [LASTING, USUAL, LASTING]


def test_it_keeps_nothing_longer_where_that_has_no_price(stand_in: StandIn) -> None:
    assert sent(stand_in, request(), request(prompt="Another.")) == [USUAL, USUAL]


def test_it_keeps_nothing_longer_when_it_asks_at_once(stand_in: StandIn) -> None:
    ask(registry.make("anthropic", api_key="k", base_url=stand_in.url, deadline=10.0), MODEL, lasting=True)
    assert stand_in.journal[-1]["body"]["system"][0]["cache_control"] == USUAL


def test_it_goes_by_whether_an_hour_has_a_price() -> None:
    model = known.MODELS.find(MODEL, "anthropic")
    assert model
    unsaid = replace(model, prices=tuple(replace(price, cache_write_long=None) for price in model.prices))
    for catalogue, lasting in ((known.MODELS, True), (Catalogue([unsaid]), False)):
        router = Router({}, {}, catalogue, today=lambda: DAY)
        assert router.for_batch(request(), Choice("anthropic", MODEL, "Sonnet")).lasting is lasting


def test_it_reserves_what_an_hour_costs() -> None:
    model = known.MODELS.find(MODEL, "anthropic")
    assert model
    long, usual = (
        most(request(prompt="x" * 50_000, lasting=lasting), model, DAY) for lasting in (True, False)
    )
    assert long and usual and long - usual > Decimal("0.03")
