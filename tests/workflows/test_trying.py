"""Trying a key out from its page: what is wrong, in a sentence, by a real call to the stand-in server."""

import threading
import time

import pytest
from django.db import connections

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.stand_in import StandIn, bad_key, fails, garbage, no_credit, page, says, slow
from tests.workflows.test_lineup import give_key
from workflows.models import Credential, Route
from workflows.providers import trial

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
UNKNOWN = fails(404, "not_found_error", "model_not_found", "model: no such")
IDLE = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'"


@pytest.fixture(autouse=True)
def _let_in(stand_in: StandIn, settings, monkeypatch) -> None:
    """And with time enough for a slow computer: one test is about giving up."""
    settings.MODEL_PRIVATE_HOSTS = [stand_in.url.removeprefix("http://")]
    monkeypatch.setattr(trial, "LONGEST", 120.0)


def key(cast: Cast, stand_in: StandIn, kind: str = "anthropic", **more) -> Credential:
    url = stand_in.openai_url if kind in ("openai", "compatible") else stand_in.url
    more = {"name": "ours", "model_ids": ["big"], **more} if kind == "compatible" else more
    return give_key(cast, kind=kind, **{"base_url": url, **more})


def again(row: Credential) -> Credential:
    with tenant_tx(agency=row.agency_id):
        return Credential.objects.get(pk=row.pk)


def after_testing(browser, row: Credential, page: str = "test") -> Credential:
    address = f"/admin/workflows/credential/{row.pk}/{page}/"
    assert browser.post(address).url == f"/admin/workflows/credential/{row.pk}/change/"
    return again(row)


@pytest.fixture
def owner(cast: Cast, browse):
    return browse(cast.ours.owner)


@pytest.mark.parametrize(
    ("kind", "asked"),
    [("anthropic", "claude-haiku-5-5"), ("openai", "gpt-6-luna"), ("gemini", ""), ("compatible", "big")],
)
def test_it_makes_one_tiny_call_and_keeps_what_came_of_it(cast, stand_in, owner, kind, asked):
    row = after_testing(owner, key(cast, stand_in, kind))
    assert row.test_passed, row.test_told
    assert row.test_told.startswith("It works: ")
    assert row.tested_at is not None
    (call,) = stand_in.journal
    assert call["body"].get("model", "") == asked
    assert {"max_tokens": 16, "max_output_tokens": 16, "maxOutputTokens": 16}.items() & _flat(
        call["body"]
    ).items()
    assert row.test_told in owner.get(f"/admin/workflows/credential/{row.pk}/change/").content.decode()


def _flat(body: dict) -> dict:
    return {
        name: value
        for name, value in (body | body.get("generationConfig", {})).items()
        if isinstance(value, int)
    }


@pytest.mark.parametrize(
    ("behaviour", "sentence"),
    [
        (bad_key(), "refuses the key; put a valid one into “Anthropic, All clients” under Model keys."),
        (
            no_credit(),
            "has no credit left or has met its spending limit; top it up or raise the limit there.",
        ),
        (UNKNOWN, "does not know the model “Claude Haiku 5.5”"),
        (fails(403, "permission_error"), "does not let this key use Claude Haiku 5.5"),
        (page(), "is no answer of Anthropic's. If it stays so, check its address."),
        (garbage(), "is no answer of Anthropic's. If it stays so, check its address."),
        (fails(529, "overloaded_error"), "is overloaded."),
    ],
    ids=["key", "credit", "model", "forbidden", "page", "garbage", "overloaded"],
)
def test_it_says_what_is_wrong(cast, stand_in, owner, behaviour, sentence):
    stand_in.will(behaviour)
    row = after_testing(owner, key(cast, stand_in))
    assert row.test_passed is False
    assert sentence in row.test_told
    assert "canary" not in row.test_told


def test_it_says_that_nobody_is_there_and_that_an_address_is_private(cast, stand_in, owner, settings):
    settings.MODEL_PRIVATE_HOSTS.append("127.0.0.1:9")
    assert (
        "can't be reached"
        in after_testing(owner, key(cast, stand_in, base_url="http://127.0.0.1:9")).test_told
    )
    settings.MODEL_PRIVATE_HOSTS.clear()
    row = key(cast, stand_in, "openai", base_url="https://127.0.0.1:9")
    assert "leads into a private network" in after_testing(owner, row).test_told


def test_it_gives_up_in_time_and_holds_no_transaction_open_meanwhile(cast, stand_in, owner, monkeypatch):
    monkeypatch.setattr(trial, "LONGEST", 1.5)
    stand_in.will(slow(60))
    row, came = key(cast, stand_in), []

    def ask() -> None:
        began = time.monotonic()
        came.append((after_testing(owner, row), time.monotonic() - began))
        connections.close_all()

    asking = threading.Thread(target=ask)
    asking.start()
    while not stand_in.journal and asking.is_alive():
        time.sleep(0.02)
    with connections["owner"].cursor() as cursor:
        cursor.execute(IDLE)
        assert cursor.fetchone() == (0,)
    asking.join()
    ((after, seconds),) = came
    assert after.test_told == "Claude Haiku 5.5 did not answer in time."
    assert seconds < 60


def test_it_says_which_models_of_the_routes_are_not_listed(cast, stand_in, owner):
    stand_in.models.extend(["claude-haiku-5-5-20261001", "claude-sonnet-5-5"])
    with tenant_tx(agency=cast.ours.agency.pk):
        Route.objects.create(agency=cast.ours.agency, name="writing", choices=[["anthropic", "claude-next"]])
    row = after_testing(owner, key(cast, stand_in))
    assert row.test_passed
    assert row.test_told.endswith(
        "Its list of models doesn’t name claude-opus-5-5, claude-next: routes that ask for it may fail."
    )


def test_it_says_which_models_of_the_routes_their_vendor_takes_back(cast, stand_in, owner):
    """Anthropic goes on listing what is retired."""
    stand_in.models.extend(
        ["claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5-20261001", "claude-next"]
    )
    stand_in.ends.update({
        "claude-haiku-5-5": {"lifecycle": "active", "retires_at": None},
        "claude-sonnet-5-5": {"lifecycle": "deprecated", "retires_at": "2027-01-04T00:00:00Z"},
        "claude-opus-5-5-20261001": {"lifecycle": "retired", "retires_at": "2026-11-01T00:00:00Z"},
        "claude-next": {"lifecycle": "deprecated", "retires_at": ["no day"]},
    })  # fmt: skip
    with tenant_tx(agency=cast.ours.agency.pk):
        Route.objects.create(agency=cast.ours.agency, name="writing", choices=[["anthropic", "claude-next"]])
    row = after_testing(owner, key(cast, stand_in))
    assert row.test_passed
    assert row.test_told.endswith(
        "By its list of models claude-sonnet-5-5 leaves on 4 January 2027, claude-opus-5-5 is retired, "
        "claude-next is deprecated: put another into the routes, and its last day under Models."
    ), row.test_told


def test_it_reads_a_day_of_openais_list(cast, stand_in, owner):
    stand_in.models.extend(["gpt-6-luna", "gpt-6.2-sol", "gpt-6.2-astra"])
    stand_in.ends["gpt-6.2-sol"] = {"shutdown_date": "2027-01-04"}
    row = after_testing(owner, key(cast, stand_in, "openai"))
    assert "By its list of models gpt-6.2-sol leaves on 4 January 2027: " in row.test_told


def test_it_names_what_is_not_listed_also_when_the_model_that_it_asked_is_gone(cast, stand_in, owner):
    stand_in.models.extend(["claude-sonnet-5-5", "claude-opus-5-5"])
    stand_in.will(UNKNOWN)
    row = after_testing(owner, key(cast, stand_in))
    assert not row.test_passed
    assert "doesn’t name claude-haiku-5-5: routes that ask for it may fail." in row.test_told


def test_it_lists_a_servers_models_to_tick(cast, stand_in, owner):
    stand_in.models.extend(["big", "small", "tiny"])
    row = after_testing(owner, key(cast, stand_in, "compatible", model_ids=[]), "models")
    assert (row.listed, row.tested_at, stand_in.journal) == (["big", "small", "tiny"], None, [])
    address = f"/admin/workflows/credential/{row.pk}/change/"
    ticks = {"models_in_order": "small\n\n big \nsmall", "more_models": ["tiny"]}
    can = {"json": "object", "limit": "max_completion_tokens", "role": "developer", "images": "on"}
    sent = {"base_url": row.base_url, "secret": "", "calls_at_once": 0, "calls_per_minute": 0, **ticks, **can}
    assert owner.post(address, sent).status_code == 302
    row = again(row)
    assert row.model_ids == ["small", "big", "tiny"]
    assert row.abilities == can | {"images": True}
    stand_in.will(says('{"ok": true}'))
    assert after_testing(owner, row).test_passed
    assert stand_in.journal[0]["body"]["response_format"] == {"type": "json_object"}
    assert stand_in.journal[0]["body"]["max_completion_tokens"] == 16


def test_it_says_that_a_server_lists_nothing(cast, stand_in, owner):
    row = key(cast, stand_in, "compatible", model_ids=[])
    assert after_testing(owner, row, "models").test_told == "It answers, and has no models."
    stand_in.will(fails(401, code="invalid_api_key", only="/models"))
    assert "Server “ours” refuses the key" in after_testing(owner, row, "models").test_told


def test_it_tries_a_server_without_a_list(cast, stand_in, owner):
    stand_in.will(fails(404, only="/models"))
    row = after_testing(owner, key(cast, stand_in, "compatible"))
    assert row.test_passed, row.test_told


def test_it_says_nothing_of_another_key_that_was_put_in_meanwhile(cast, stand_in, owner):
    row = key(cast, stand_in)
    stand_in.will(slow(1.0, bad_key()))
    asking = threading.Thread(target=lambda: (after_testing(owner, row), connections.close_all()))
    asking.start()
    while not stand_in.journal and asking.is_alive():
        time.sleep(0.02)
    with tenant_tx(agency=row.agency_id):
        row.put("sk-another-0123456789")
        row.save()
    asking.join()
    assert again(row).tested_at is None


def test_it_says_that_a_key_cannot_be_opened(cast, stand_in, owner, settings):
    row = key(cast, stand_in)
    settings.SECRETS_KEYS = [("b", "k" * 50)]
    row.sealed = row.sealed.replace("own.", "lost.")
    with tenant_tx(agency=row.agency_id):
        row.save()
    row = after_testing(owner, row)
    assert "sealed with the key “lost”" in row.test_told
    assert stand_in.journal == []


def test_it_asks_nothing_by_get_nor_for_the_rival(cast, stand_in, owner, browse):
    row = key(cast, stand_in, "compatible")
    for page_ in ("test", "models"):
        address = f"/admin/workflows/credential/{row.pk}/{page_}/"
        assert owner.get(address).status_code == 302
        for other in (cast.rival.owner, cast.ours.editor, cast.ours.reviewer):
            assert browse(other).post(address).status_code in (302, 403, 404)
    assert stand_in.journal == []
    assert again(row).tested_at is None
