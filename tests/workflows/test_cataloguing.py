"""An agency's own facts and prices: dated, corrected, taken back, each with a line of who did it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from tenants.scope import tenant_tx
from tests.cast import Cast
from workflows import cataloguing, lineup
from workflows.models import AgencyModel, AgencyPrice, ModelChange, Route
from workflows.providers import known
from workflows.providers.catalogue import Model
from workflows.routing import Refused

TODAY = date(2026, 11, 26)


@pytest.fixture
def ours(cast: Cast) -> Iterator[Cast]:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        yield cast


def own(cast: Cast, provider: str = "server:ours", model: str = "big", **facts) -> AgencyModel:
    row = AgencyModel(agency=cast.ours.agency, provider=provider, model=model, **{"label": "Big", **facts})
    cataloguing.keep(row, cast.ours.owner)
    return row


def price(cast: Cast, day: date, each: str = "1", **named) -> None:
    row = AgencyPrice(
        agency=cast.ours.agency, effective_from=day, input=Decimal(each), output=Decimal(each),
        **{"provider": "server:ours", "model": "big", **named},
    )  # fmt: skip
    cataloguing.price(row, "Big", cast.ours.owner)


def found(provider: str = "server:ours", model: str = "big") -> Model | None:
    return lineup.of_agency().catalogue.find(model, provider)


def lines() -> list[str]:
    return [change.sentence for change in ModelChange.objects.order_by("id")]


def test_it_copies_a_built_in_to_change_it_and_goes_back(ours: Cast) -> None:
    built_in = known.MODELS.find("claude-opus-5-5")
    assert built_in
    facts = {**cataloguing.facts_of(built_in), "retires_on": date(2027, 2, 1)}
    row = own(ours, "anthropic", "claude-opus-5-5", **facts)
    changed = found("anthropic", "claude-opus-5-5")
    assert changed and (changed.retires_on, changed.prices) == (date(2027, 2, 1), built_in.prices)
    cataloguing.let_go(row, ours.ours.owner)
    assert found("anthropic", "claude-opus-5-5") == built_in
    assert lines() == [
        "“Claude Opus 5.5” has facts of the agency’s own.", "“Claude Opus 5.5” is again as Baton knows it."
    ]  # fmt: skip


def test_it_takes_no_model_away_that_a_route_asks(ours: Cast) -> None:
    row = own(ours)
    route = Route.objects.create(agency=ours.ours.agency, name="writing", choices=[["server:ours", "big"]])
    with pytest.raises(Refused, match="stands in the route “writing”"):
        cataloguing.let_go(row, ours.ours.owner)
    route.delete()
    cataloguing.let_go(row, ours.ours.owner)
    assert found() is None


def test_it_prices_from_a_day_on_and_knows_no_price_before(ours: Cast) -> None:
    own(ours)
    price(ours, date(2026, 12, 1), "2.5")
    model = found()
    assert model and model.price(TODAY) is None
    coming = model.next_price(TODAY)
    assert coming and (coming.effective_from, coming.input) == (date(2026, 12, 1), Decimal("2.5"))
    assert lines()[-1] == "“Big” costs $2.5 in and $2.5 out from 1 December 2026."


def test_it_corrects_a_price_of_the_same_day_and_says_what_it_was(ours: Cast) -> None:
    own(ours)
    price(ours, TODAY, "2")
    price(ours, TODAY, "3")
    assert AgencyPrice.objects.get().input == 3
    assert lines()[-1].endswith("from 26 November 2026, instead of $2 in and $2 out.")


def test_it_takes_only_a_price_away_that_does_not_hold_yet(ours: Cast) -> None:
    own(ours)
    price(ours, TODAY)
    price(ours, date(2026, 12, 1))
    holds, coming = AgencyPrice.objects.order_by("effective_from")
    with pytest.raises(Refused, match="Calls were counted by this price"):
        cataloguing.drop(holds, "Big", TODAY, ours.ours.owner)
    cataloguing.drop(coming, "Big", TODAY, ours.ours.owner)
    assert list(AgencyPrice.objects.all()) == [holds]


def test_it_takes_0_for_a_price_where_it_was_typed(ours: Cast) -> None:
    own(ours)
    price(ours, TODAY, "0")
    model = found()
    assert model and model.price(TODAY) and model.price(TODAY).input == 0
