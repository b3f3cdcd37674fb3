"""The Models page: owners edit, staff look, nobody else gets in; each route for the agency or one client."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.test import Client as Browser

from tenants.access import Role
from tenants.models import Client, Member, User
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reading import html_of
from workflows import lineup
from workflows.engine.tools import Usage
from workflows.models import AgencyModel, AgencyPrice, Credential, ModelChange, Route
from workflows.providers.router import today

PAGE, CHANGE, MODEL = "/admin/models/", "/admin/models/routes/", "/admin/models/model/"
SONNET, OPUS = "anthropic/claude-sonnet-5-5", "anthropic/claude-opus-5-5"
FACTS = {"label": "Our own", "context": "64000", "max_output": "4000", "images": "on"}
OURS = {"account": "server:ours", "model": "big"}


@pytest.fixture(autouse=True)
def _keys(settings) -> None:
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k"}


@pytest.fixture
def owner(cast: Cast, browse) -> Browser:
    return browse(cast.ours.owner)


def do(
    browser: Browser, what: str, model: str = "", route: str = "writing", client: Client | None = None, **more
):
    sent = {"do": what, "route": route, "model": model, "client": client.pk if client else "", **more}
    return browser.post(CHANGE, sent, follow=True)


def keys(cast: Cast, client: Client | None = None, name: str = "writing") -> list[str]:
    client = client or cast.neighbour
    return [choice.key for choice in lineup.of_client(client.pk).routes[name]]


def rows(cast: Cast) -> list:
    with tenant_tx(cast.ours.client.pk, cast.neighbour.pk, agency=cast.ours.agency.pk):
        return [list(model.objects.values()) for model in (Route, AgencyModel, AgencyPrice, ModelChange)]


def test_it_shows_routes_catalogue_and_what_has_no_key(cast: Cast, browse) -> None:
    page = html_of(browse(cast.ours.viewer).get(PAGE))
    assert "Claude Sonnet 5.5" in page and "Gemini 4 Carbon" in page
    assert "No key" in page and "Default" in page
    assert "from 1 Dec 2026: 4 in, 20 out" in page or today().isoformat() >= "2026-12-01"
    assert "Owners of the agency change what is here." in page
    assert 'name="do"' not in page


def test_it_orders_takes_out_and_puts_back_without_any_script(cast: Cast, owner: Browser) -> None:
    do(owner, "down", SONNET)
    assert keys(cast) == [OPUS, SONNET]
    page = html_of(do(owner, "remove", OPUS))
    assert keys(cast) == [SONNET]
    assert "“Claude Opus 5.5” is out of the route “writing”." in page and "Own list" in page
    do(owner, "add", OPUS, place="0")
    assert keys(cast) == [OPUS, SONNET]
    do(owner, "up", SONNET)
    assert keys(cast) == [SONNET, OPUS]
    do(owner, "reset")
    assert not rows(cast)[0]
    assert "“Claude Opus 5.5” was taken out of the route “writing”." in html_of(owner.get(PAGE))


def test_it_adds_a_model_without_a_key_and_says_so(cast: Cast, owner: Browser) -> None:
    page = html_of(do(owner, "add", "gemini/gemini-4-carbon"))
    assert keys(cast)[-1] == "gemini/gemini-4-carbon"
    assert "Gemini (no key)" in page


def test_it_gives_one_client_a_list_of_its_own(cast: Cast, owner: Browser) -> None:
    client = cast.ours.client
    assert "As the agency" in html_of(owner.get(f"{PAGE}?client={client.pk}"))
    page = html_of(do(owner, "remove", SONNET, client=client))
    assert (keys(cast, client), keys(cast)) == ([OPUS], [SONNET, OPUS])
    assert page.count("Own list") == 1 and "For Fernhill Hotels" in page
    do(owner, "reset", client=client)
    assert keys(cast, client) == [SONNET, OPUS]


def test_it_says_why_the_last_model_stays(cast: Cast, owner: Browser) -> None:
    do(owner, "remove", SONNET)
    assert "A route needs a model at least." in html_of(do(owner, "remove", OPUS))
    assert keys(cast) == [OPUS]


@pytest.mark.parametrize(
    "sent", [{"do": "burn"}, {"route": "wrting"}, {"client": "0"}, {"client": "x"}, {"client": "9" * 30}, {}]
)
def test_it_knows_no_other_words(cast: Cast, owner: Browser, sent: dict[str, str]) -> None:
    usual = {"do": "up", "route": "writing", "model": SONNET} if sent else {}
    assert owner.post(CHANGE, {**usual, **sent}).status_code == 404
    assert owner.get(CHANGE).status_code == 404
    assert owner.get(f"{PAGE}?removed=x/y&route=writing&place=zzz&client=").status_code == 200


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_it_lets_only_owners_change_anything(cast: Cast, browse, role: str) -> None:
    browser = browse(getattr(cast.ours, role))
    before = rows(cast)
    assert do(browser, "remove", SONNET).status_code == 403
    assert do(browser, "remove", SONNET, client=cast.ours.client).status_code == 403
    assert browser.post(MODEL, {**FACTS, "provider": "openai", "model": "x"}).status_code == 403
    assert browser.post(f"{MODEL}back/", OURS).status_code == 403
    assert browser.post(f"{MODEL}price/", OURS).status_code == 403
    assert browser.post(f"{MODEL}drop/", {"price": "1"}).status_code == 403
    assert browser.get(MODEL).status_code == 200
    assert rows(cast) == before


def test_it_finds_our_clients_only_for_us(cast: Cast, owner: Browser, browse) -> None:
    do(owner, "remove", SONNET, client=cast.ours.client)
    do(owner, "remove", SONNET)
    make(cast, owner)
    before = rows(cast)
    rival = browse(cast.rival.owner)
    assert rival.get(f"{PAGE}?client={cast.ours.client.pk}").status_code == 404
    assert do(rival, "reset", client=cast.ours.client).status_code == 404
    do(rival, "reset")
    do(rival, "down", SONNET)
    rival.post(f"{MODEL}back/", OURS)
    price = before[2][0]["id"]
    assert rival.post(f"{MODEL}drop/", {"price": price}).status_code == 404
    assert rival.post(f"{MODEL}price/", {**OURS, **PRICE}).status_code == 404
    page = html_of(rival.get(PAGE))
    assert "Our own" not in page and "Fernhill" not in page and "was taken out" not in page
    assert rows(cast) == before
    assert browse(cast.ours.reviewer).get(PAGE).status_code in (302, 403)


def test_it_keeps_the_agencys_from_who_owns_one_client_only(cast: Cast, browse) -> None:
    solo = User.objects.create_user("solo@example.com", name="Solo")
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Member.objects.create(agency=cast.ours.agency, client=cast.ours.client, user=solo, role=Role.OWNER)
    browser = browse(solo)
    assert do(browser, "remove", SONNET).status_code == 403
    assert do(browser, "remove", SONNET, client=cast.neighbour).status_code == 404
    assert do(browser, "remove", SONNET, client=cast.ours.client).status_code == 200
    assert (keys(cast, cast.ours.client), keys(cast)) == ([OPUS], [SONNET, OPUS])


# --- the catalogue

PRICE = {
    "price-effective_from": (today() + timedelta(days=9)).isoformat(),
    "price-input": "1.5",
    "price-output": "3",
}


def make(cast: Cast, browser: Browser) -> None:
    """A model of our own server, with a price that holds from in nine days."""
    with tenant_tx(agency=cast.ours.agency.pk):
        Credential.objects.create(
            agency=cast.ours.agency, kind="compatible", name="ours", base_url="https://models.example.com/v1"
        )
    browser.post(MODEL, {**FACTS, "provider": "server:ours", "model": "big"})
    browser.post(f"{MODEL}price/", {**OURS, **PRICE})


def test_it_adds_a_model_of_one_s_own_with_its_price(cast: Cast, owner: Browser) -> None:
    make(cast, owner)
    model = lineup.of_client(cast.neighbour.pk).catalogue.find("big", "server:ours")
    assert model and (model.label, model.context, model.sees) == ("Our own", 64_000, frozenset({"images"}))
    assert model.price(today()) is None
    page = html_of(owner.get(PAGE))
    assert "Our own" in page and "Price unknown" in page and "1.5 in, 3 out" in page
    assert "Our own" in html_of(owner.get(f"{MODEL}?{urlencode(OURS)}"))


def test_it_takes_a_coming_price_away_and_no_other(cast: Cast, owner: Browser) -> None:
    make(cast, owner)
    coming = rows(cast)[2][0]["id"]
    assert "is gone again" in html_of(owner.post(f"{MODEL}drop/", {"price": coming}, follow=True))
    owner.post(f"{MODEL}price/", {**OURS, **PRICE, "price-effective_from": today().isoformat()})
    holds = rows(cast)[2][0]["id"]
    page = html_of(owner.post(f"{MODEL}drop/", {"price": holds}, follow=True))
    assert "Calls were counted by this price, so it stays." in page
    assert len(rows(cast)[2]) == 1


def test_it_keeps_what_an_hour_in_the_cache_costs(cast: Cast, owner: Browser) -> None:
    make(cast, owner)
    sent = {
        "price-effective_from": today().isoformat(),
        "price-cache_write": "2",
        "price-cache_write_long": "4",
    }
    page = html_of(owner.post(f"{MODEL}price/", {**OURS, **PRICE, **sent}, follow=True))
    assert "4 for an hour" in page
    usage = Usage(cache_write=1_000, cache_write_long=500)
    catalogue = lineup.of_client(cast.neighbour.pk).catalogue
    assert catalogue.cost("big", usage, today(), "server:ours") == Decimal("0.003")


def test_it_keeps_what_long_requests_cost(cast: Cast, owner: Browser) -> None:
    make(cast, owner)
    today_ = {"price-effective_from": today().isoformat(), "price-long_above": "1000"}
    page = html_of(owner.post(f"{MODEL}price/", {**OURS, **PRICE, **today_}, follow=True))
    assert "above 1,000 tokens in: twice in, 1.5 times out" in page
    catalogue = lineup.of_client(cast.neighbour.pk).catalogue
    costs = [
        catalogue.cost("big", Usage(input=tokens, output=1_000), today(), "server:ours")
        for tokens in (1_000, 1_001)
    ]
    assert costs == [Decimal("0.0045"), Decimal("0.007503")]
    assert "more for requests above 1,000 tokens" in html_of(owner.get(PAGE))
    wrong = owner.post(f"{MODEL}price/", {**OURS, **PRICE, "price-long_above": "0"})
    assert wrong.status_code == 200 and "Not kept yet" in html_of(wrong)


@pytest.mark.parametrize(("sent", "told"), [({"efforts": "on"}, True), ({}, False)])
def test_it_keeps_whether_a_model_is_told_how_long_to_think(
    cast: Cast, owner: Browser, sent: dict[str, str], told: bool
) -> None:
    assert "Is told how long to think" in html_of(owner.get(MODEL))
    owner.post(MODEL, {**FACTS, **sent, "provider": "anthropic", "model": "claude-haiku-4-5"})
    row = lineup.of_client(cast.neighbour.pk).catalogue.find("claude-haiku-4-5", "anthropic")
    assert row and row.efforts is told


@pytest.mark.parametrize("wrong", ["", "-1", "nothing", "1e99"])
def test_it_takes_no_price_that_is_none(cast: Cast, owner: Browser, wrong: str) -> None:
    make(cast, owner)
    response = owner.post(f"{MODEL}price/", {**OURS, **PRICE, "price-input": wrong})
    assert response.status_code == 200 and "Not kept yet" in html_of(response)
    assert len(rows(cast)[2]) == 1


def test_it_changes_the_facts_of_a_built_in_and_goes_back(cast: Cast, owner: Browser) -> None:
    named = {"account": "anthropic", "model": "claude-opus-5-5"}
    address = f"{MODEL}?{urlencode(named)}"
    assert "As Baton knows it" in html_of(owner.get(address))
    day = today() + timedelta(days=30)
    sent = {"label": "Opus", "context": "1000", "max_output": "500", "retires_on": day.isoformat()}
    assert "Facts of your own" in html_of(owner.post(address, sent, follow=True))
    assert f"Opus retires on {day:%-d %B %Y}, in 30 days." in html_of(owner.get(PAGE))
    assert "Models that leave" not in html_of(owner.get("/admin/"))  # no workflow would ask it
    owner.post(f"{MODEL}back/", named)
    assert (
        lineup.of_client(cast.neighbour.pk).catalogue.label("claude-opus-5-5", "anthropic")
        == "Claude Opus 5.5"
    )


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"provider": "anthropic", "model": "claude-opus-5-5"}, "It is in the catalogue already."),
        ({"provider": "server:theirs", "model": "big"}, "Select a valid choice"),
        ({"provider": "openai", "model": "new", "context": "0"}, "A model has room for one token at least."),
    ],
)
def test_it_says_what_is_wrong_with_a_new_model(
    cast: Cast, owner: Browser, sent: dict[str, str], said: str
) -> None:
    response = owner.post(MODEL, {**FACTS, **sent})
    assert response.status_code == 200 and said in html_of(response)
    assert not rows(cast)[1]
