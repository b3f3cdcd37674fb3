"""Which pages say that the stand-in answers: those of people some of whose clients have no model."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.scope import unscoped
from tests.workflows.test_lineup import give_key
from workflows.models import Credential

NONE, SOME = "No model is connected", "Clients without a model: 1 of 2."


@pytest.fixture
def told(cast, browse):
    def of(user, address: str = "/portal/") -> str:
        page = browse(user).get(address, follow=True).content.decode()
        return next((notice for notice in (NONE, SOME) if notice in page), "")

    return of


def test_it_says_so_where_nobody_has_a_key(cast, told):
    assert told(cast.ours.owner, "/admin/") == NONE
    assert told(cast.ours.reviewer) == NONE


def test_it_says_nothing_where_the_agency_has_one_and_goes_on_saying_so_to_the_rival(cast, told):
    give_key(cast)
    assert told(cast.ours.owner, "/admin/") == told(cast.ours.reviewer) == told(cast.neighbour_reviewer) == ""
    assert told(cast.rival.owner, "/admin/") == told(cast.rival.reviewer) == NONE


def test_it_knows_a_clients_own_key(cast, told):
    give_key(cast, cast.ours.client.pk)
    assert told(cast.ours.owner, "/admin/") == SOME
    assert told(cast.ours.reviewer) == ""
    assert told(cast.neighbour_reviewer) == NONE


@pytest.mark.parametrize(
    "unused", [{"disabled": True}, {"kind": "compatible", "name": "ours", "base_url": "https://a.example/v1"}]
)
def test_it_does_not_count_what_answers_nobody(cast, told, unused):
    give_key(cast, **unused)
    assert told(cast.ours.reviewer) == NONE


def test_it_does_not_count_a_key_that_cannot_be_opened(cast, told, settings):
    settings.SECRETS_KEYS = [("a", "k" * 50)]
    give_key(cast)
    settings.SECRETS_KEYS = []
    assert told(cast.ours.reviewer) == NONE


def test_it_says_nothing_where_the_environment_has_one(cast, told, settings):
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k"}
    assert told(cast.ours.owner, "/admin/") == told(cast.rival.reviewer) == ""


def test_it_says_nothing_of_anybody_to_strangers(cast, client):
    assert NONE not in client.get("/accounts/login/").content.decode()


def test_it_asks_once_for_a_page(cast, browse):
    browser = browse(cast.ours.reviewer)
    with unscoped(), CaptureQueriesContext(connection) as asked:
        assert browser.get("/portal/").status_code == 200
    table = Credential._meta.db_table
    assert sum(table in query["sql"] for query in asked.captured_queries) == 1
