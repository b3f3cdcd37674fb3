"""Routes are changed a model at a time, for the agency or one client, with a line of who did it."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, transaction

from tenants.models import Client
from tenants.scope import tenant_tx
from tests.cast import Cast
from workflows import lineup, routing
from workflows.models import ModelChange, Route

SONNET, OPUS, SOL = "anthropic/claude-sonnet-5-5", "anthropic/claude-opus-5-5", "openai/gpt-6.2-sol"


@pytest.fixture
def ours(cast: Cast, settings) -> Iterator[Cast]:
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k"}
    with tenant_tx(cast.ours.client.pk, cast.neighbour.pk, agency=cast.ours.agency.pk):
        yield cast


def keys(client: Client | None = None, name: str = "writing") -> list[str]:
    return [choice.key for choice in lineup.of_agency(client.pk if client else None).routes[name]]


def test_it_begins_a_list_of_one_s_own_with_what_held(ours: Cast) -> None:
    by = ours.ours.owner
    assert keys() == [SONNET, OPUS]
    routing.add("writing", None, SOL, by)
    assert keys() == keys(ours.ours.client) == [SONNET, OPUS, SOL]
    assert keys(name="judging") == [OPUS, SONNET]
    assert ModelChange.objects.get().sentence == "“GPT 6.2 Sol” was put into the route “writing”."


def test_it_moves_takes_out_and_puts_back(ours: Cast) -> None:
    by = ours.ours.owner
    routing.add("writing", None, SOL, by)
    routing.move("writing", None, SOL, by, -1)
    assert keys() == [SONNET, SOL, OPUS]
    routing.move("writing", None, SONNET, by, 1)
    assert keys() == [SOL, SONNET, OPUS]
    place = routing.take_out("writing", None, SONNET, by)
    assert (place, keys()) == (1, [SOL, OPUS])
    assert routing.take_out("writing", None, SONNET, by) is None
    routing.add("writing", None, SONNET, by, place)
    assert keys() == [SOL, SONNET, OPUS]
    assert ModelChange.objects.count() == 5


def test_it_makes_nothing_of_a_change_that_changes_nothing(ours: Cast) -> None:
    routing.move("writing", None, SONNET, ours.ours.owner, -1)
    routing.add("writing", None, SONNET, ours.ours.owner)
    assert not Route.objects.exists() and not ModelChange.objects.exists()


def test_it_gives_one_client_a_list_and_takes_it_back(ours: Cast) -> None:
    by, client = ours.ours.owner, ours.ours.client
    routing.take_out("writing", client, SONNET, by)
    assert (keys(client), keys(ours.neighbour), keys()) == ([OPUS], [SONNET, OPUS], [SONNET, OPUS])
    routing.reset("writing", client, by)
    assert keys(client) == [SONNET, OPUS]
    assert ModelChange.objects.first().client == client


def test_it_refuses_to_leave_a_route_empty_or_to_add_what_nobody_knows(ours: Cast) -> None:
    by = ours.ours.owner
    routing.take_out("writing", None, SONNET, by)
    with pytest.raises(routing.Refused, match="needs a model at least"):
        routing.take_out("writing", None, OPUS, by)
    with pytest.raises(routing.Refused, match="“claude-nine” is not in the catalogue"):
        routing.add("writing", None, "anthropic/claude-nine", by)
    assert keys() == [OPUS]


def test_it_never_changes_a_line_of_the_history(ours: Cast) -> None:
    routing.take_out("writing", None, SONNET, ours.ours.owner)
    for forge in (
        lambda: ModelChange.objects.update(sentence="x"),
        lambda: ModelChange.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            forge()


def test_it_shows_the_rival_neither_routes_nor_history(ours: Cast) -> None:
    routing.take_out("writing", None, SONNET, ours.ours.owner)
    with tenant_tx(ours.rival.client.pk, agency=ours.rival.agency.pk):
        assert not ModelChange.objects.exists() and not Route.objects.exists()
        assert keys() == [SONNET, OPUS]
