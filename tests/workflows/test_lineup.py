"""Whose keys, models and routes a client gets: its own, its agency's, the environment's; never the rival's."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection

from tenants.scope import tenant_tx
from tests.cast import Cast
from workflows import lineup
from workflows.engine.tools import Usage
from workflows.models import AgencyModel, AgencyPrice, Credential, Route

pytestmark = pytest.mark.django_db
KEY = "sk-canary-0123456789"


def give_key(cast: Cast, client: int | None = None, house: str = "ours", **more) -> Credential:
    agency = getattr(cast, house).agency
    scoped = [client] if client else []
    with tenant_tx(*scoped, agency=agency.pk):
        row = Credential.objects.create(agency=agency, client_id=client, **{"kind": "anthropic", **more})
        row.put(KEY)
        row.save()
        return row


def test_it_is_offline_where_nobody_has_a_key(cast: Cast) -> None:
    assert lineup.of_client(cast.ours.client.pk).is_offline


def test_it_gives_the_agencys_key_to_all_of_its_clients_and_to_nobody_else(cast: Cast) -> None:
    row = give_key(cast)
    for client in (cast.ours.client, cast.neighbour):
        registry = lineup.of_client(client.pk)
        assert registry.accounts["anthropic"].credential == row.identity
        assert registry.routes["writing"][0].model == "claude-sonnet-5-5"
    assert lineup.of_client(cast.rival.client.pk).is_offline


def test_it_prefers_the_clients_own_key(cast: Cast) -> None:
    give_key(cast)
    own = give_key(cast, cast.ours.client.pk)
    assert lineup.of_client(cast.ours.client.pk).accounts["anthropic"].credential == own.identity
    assert lineup.of_client(cast.neighbour.pk).accounts["anthropic"].credential != own.identity


def test_it_prefers_both_to_the_environments(cast: Cast, settings) -> None:
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k"}
    assert lineup.of_client(cast.ours.client.pk).accounts["anthropic"].credential == "anthropic"
    row = give_key(cast)
    assert lineup.of_client(cast.ours.client.pk).accounts["anthropic"].credential == row.identity


def test_it_leaves_out_a_key_that_is_switched_off_or_cannot_be_opened(cast: Cast, settings) -> None:
    give_key(cast, disabled=True)
    give_key(cast, kind="openai")
    settings.SECRET_KEY = "another-one"
    assert lineup.of_client(cast.ours.client.pk).is_offline


def test_it_puts_a_servers_models_behind_the_vendors(cast: Cast) -> None:
    give_key(cast)
    give_key(
        cast,
        kind="compatible",
        name="ours",
        base_url="https://models.example.com/v1",
        model_ids=["big", "small"],
    )
    registry = lineup.of_client(cast.ours.client.pk)
    asked = [(choice.provider, choice.model) for choice in registry.routes["writing"]]
    assert asked[0] == ("anthropic", "claude-sonnet-5-5")
    assert asked[-2:] == [("server:ours", "big"), ("server:ours", "small")]


def test_it_takes_the_clients_route_before_the_agencys(cast: Cast) -> None:
    give_key(cast)
    ours, client = cast.ours.agency, cast.ours.client
    with tenant_tx(client.pk, agency=ours.pk):
        Route.objects.create(agency=ours, name="writing", choices=[["anthropic", "claude-opus-5-5"]])
        Route.objects.create(
            agency=ours, client=client, name="writing", choices=[["anthropic", "claude-haiku-5-5"]]
        )
    assert [c.model for c in lineup.of_client(client.pk).routes["writing"]] == ["claude-haiku-5-5"]
    assert [c.name for c in lineup.of_client(cast.neighbour.pk).routes["writing"]] == ["Claude Opus 5.5"]
    assert lineup.of_client(cast.rival.client.pk).routes["writing"][0].provider == "offline"


def test_it_lets_the_agencys_prices_hold_from_their_first_day(cast: Cast) -> None:
    ours, usage = cast.ours.agency, Usage(input=1_000_000)
    with tenant_tx(agency=ours.pk):
        AgencyModel.objects.create(agency=ours, provider="server:ours", model="big", label="Big")
        for model, account in (("big", "server:ours"), ("gemini-4-carbon", "gemini")):
            AgencyPrice.objects.create(
                agency=ours,
                provider=account,
                model=model,
                effective_from=date(2026, 11, 25),
                input=1,
                output=2,
            )
    ours_, rivals = (lineup.of_client(c.pk).catalogue for c in (cast.ours.client, cast.rival.client))
    assert ours_.cost("big", usage, date(2026, 11, 25), "server:ours") == 1
    assert ours_.cost("big", usage, date(2026, 11, 24), "server:ours") is None
    assert rivals.cost("big", usage, date(2026, 11, 25), "server:ours") is None
    days = [date(2026, 11, 24), date(2026, 11, 26), date(2026, 12, 24)]
    assert [ours_.cost("gemini-4-carbon", usage, day) for day in days] == [Decimal(2), Decimal(1), Decimal(1)]
    assert rivals.cost("gemini-4-carbon", usage, days[2]) == 4


def test_it_shows_no_row_of_another_agency(cast: Cast) -> None:
    give_key(cast)
    give_key(cast, cast.ours.client.pk)
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM workflows_credential")
        assert cursor.fetchone() == (0,)
    with tenant_tx(cast.neighbour.pk, agency=cast.ours.agency.pk):
        assert [row.client_id for row in Credential.objects.all()] == [None]


def test_it_keeps_a_key_for_a_client_of_the_same_agency(cast: Cast) -> None:
    with pytest.raises(IntegrityError), tenant_tx(cast.rival.client.pk, agency=cast.ours.agency.pk):
        Credential.objects.create(agency=cast.ours.agency, client_id=cast.rival.client.pk, kind="anthropic")
        connection.check_constraints()


def test_a_page_that_sees_several_clients_gets_the_line_up_of_one(cast: Cast) -> None:
    agency, ours, neighbour = cast.ours.agency, cast.ours.client, cast.neighbour
    shared, theirs = give_key(cast), give_key(cast, neighbour.pk)
    with tenant_tx(ours.pk, neighbour.pk, agency=agency.pk):
        Route.objects.create(
            agency=agency, client=neighbour, name="writing", choices=[["anthropic", "claude-opus-5-5"]]
        )
        page = {client: lineup.of_agency(client) for client in (None, ours.pk, neighbour.pk)}
    assert page[None].accounts["anthropic"].credential == shared.identity
    assert page[ours.pk].accounts["anthropic"].credential == shared.identity
    assert page[neighbour.pk].accounts["anthropic"].credential == theirs.identity
    for client in (ours, neighbour):
        assert page[client.pk].routes == lineup.of_client(client.pk).routes
    assert page[ours.pk].routes["writing"] != page[neighbour.pk].routes["writing"]
