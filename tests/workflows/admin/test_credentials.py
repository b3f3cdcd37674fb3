"""Model keys: put in and never shown again, seen by those who may manage them, kept where they are needed."""

import logging
import re
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models.functions import Now

from tenants.access import Role
from tenants.models import Member, User
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reading import html_of
from tests.stand_in import StandIn, fails
from tests.workflows.newsletter import publish_newsletter
from tests.workflows.test_lineup import KEY, give_key
from workflows import circuits, lineup
from workflows.models import Credential, Route
from workflows.providers.breaker import Said

LIST = "/admin/workflows/credential/"
ADD = f"{LIST}add/"
LIMITS = {"calls_at_once": 0, "calls_per_minute": 0}
NEW = {"kind": "anthropic", "client": "", "secret": KEY, "name": "", "base_url": "", **LIMITS}
PUBLIC = "https://93.184.215.14/v1"


@pytest.fixture
def owner(cast: Cast, browse):
    return browse(cast.ours.owner)


@pytest.fixture
def owner_of_one(cast: Cast, browse):
    """Of one client only."""
    user = User.objects.create(email="one@example.com", name="one")
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Member.objects.create(agency=cast.ours.agency, client=cast.ours.client, user=user, role=Role.OWNER)
    return browse(user)


def keys(cast: Cast) -> list[Credential]:
    with tenant_tx(cast.ours.client.pk, cast.neighbour.pk, agency=cast.ours.agency.pk):
        return list(Credential.objects.select_related("client"))


def page_of(row: Credential, page: str = "change") -> str:
    return f"{LIST}{row.pk}/{page}/"


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return html_of(response)


def test_it_says_that_a_key_was_refused_in_a_run_since_it_was_tested(cast, owner):
    row = give_key(cast)
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Credential.objects.filter(pk=row.pk).update(test_passed=True, tested_at=Now())
    assert "Works" in text(owner.get(LIST))
    circuits.hear((row.identity, ""), Said(False, "key", at_once=True))
    assert "Refused" in text(owner.get(LIST))
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Credential.objects.filter(pk=row.pk).update(tested_at=Now() + timedelta(minutes=1))
    assert "Refused" not in text(owner.get(LIST))


def test_it_keeps_a_key_sealed_and_uses_it(cast, owner):
    response = owner.post(ADD, NEW)
    (row,) = keys(cast)
    assert response.url == page_of(row)
    assert (row.secret(), row.hint, row.created_by_id) == (KEY, "6789", cast.ours.owner.pk)
    assert lineup.of_client(cast.neighbour.pk).accounts["anthropic"].credential == row.identity
    page = text(owner.get(LIST))
    assert "Anthropic (…6789)" in page and "All clients" in page and "Not tested" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"secret": ""}, "Put in the key."),
        ({"secret": "sk canary"}, "A key has no spaces"),
        ({"secret": "sk-cänary"}, "A key has no spaces"),
        ({"secret": "sk-canary" * 60}, "at most 500 characters"),
        ({"name": "ours"}, "Only a server of your own has a name."),
        ({"base_url": "https://127.0.0.1/v1"}, "leads into a private network"),
        ({"base_url": "http://93.184.215.14/v1"}, "Begin the address with https://"),
        ({"kind": "compatible"}, "A server needs a name"),
        ({"kind": "compatible", "name": "ours"}, "A server needs its address."),
        (
            {"kind": "compatible", "name": "Our Server", "base_url": PUBLIC},
            "Use small letters, digits and hyphens",
        ),
        ({"kind": "offline"}, "Select a valid choice"),
        ({"calls_at_once": "-1"}, "greater than or equal to 0"),
    ],
)
def test_it_says_what_is_wrong_and_shows_no_key(cast, owner, changes, sentence):
    page = text(owner.post(ADD, NEW | changes))
    assert sentence in page
    assert not re.search("c[aä]nary", page)
    assert keys(cast) == []


def test_it_keeps_one_key_of_a_kind_for_one_client(cast, owner):
    give_key(cast)
    assert "There is one already. Change that one." in text(owner.post(ADD, NEW))
    assert owner.post(ADD, NEW | {"client": cast.ours.client.pk}).status_code == 302
    server = {"kind": "compatible", "base_url": PUBLIC}
    for name in ("one", "two"):
        assert owner.post(ADD, NEW | server | {"name": name}).status_code == 302
    assert "There is one already." in text(owner.post(ADD, NEW | server | {"name": "two"}))
    assert len(keys(cast)) == 4


def test_it_replaces_a_key_and_leaves_it_where_none_is_put_in(cast, owner):
    row = give_key(cast, test_passed=True, test_told="It works.")
    owner.post(page_of(row), LIMITS | {"secret": "", "base_url": "", "calls_at_once": 3})
    (row,) = keys(cast)
    assert (row.secret(), row.calls_at_once) == (KEY, 3)
    owner.post(page_of(row), LIMITS | {"secret": "sk-another-4321", "base_url": "", "disabled": "on"})
    (row,) = keys(cast)
    assert (row.secret(), row.disabled, row.test_passed) == ("sk-another-4321", True, None)
    assert lineup.of_client(cast.ours.client.pk).is_offline


def test_it_sends_no_key_to_an_address_that_it_was_not_put_in_for(cast, owner):
    row = give_key(cast)
    sent = LIMITS | {"base_url": PUBLIC, "secret": ""}
    assert "The address is another one now. Put in the key for it" in text(owner.post(page_of(row), sent))
    assert keys(cast)[0].base_url == ""
    assert owner.post(page_of(row), sent | {"secret": KEY}).status_code == 302
    assert keys(cast)[0].base_url == PUBLIC


def test_it_keeps_what_holds_for_all_to_those_with_a_role_in_the_whole_agency(cast, owner_of_one):
    for_all, for_one = give_key(cast), give_key(cast, cast.ours.client.pk)
    neighbours = give_key(cast, cast.neighbour.pk)
    page = text(owner_of_one.get(LIST))
    assert page_of(for_one) in page
    for row in (for_all, neighbours):
        assert page_of(row) not in page
        for what in ("change", "delete", "test", "models"):
            answers = (
                owner_of_one.get(page_of(row, what)),
                owner_of_one.post(page_of(row, what), {"post": "yes"}),
            )
            assert {answer.status_code for answer in answers} <= {302, 404}
            assert not any(answer.headers.get("Location", "").startswith(LIST) for answer in answers)
    assert "Choose one." in text(owner_of_one.post(ADD, NEW | {"kind": "openai"}))
    assert "Select a valid choice" in text(owner_of_one.post(ADD, NEW | {"client": cast.neighbour.pk}))
    assert len(keys(cast)) == 3


def test_it_is_seen_by_nobody_else(cast, browse, owner):
    row = give_key(cast, cast.ours.client.pk)
    assert "Model keys" in text(owner.get("/admin/"))
    for user in (cast.ours.editor, cast.ours.viewer):
        browser = browse(user)
        assert "Model keys" not in text(browser.get("/admin/"))
        for address in (LIST, ADD, page_of(row), page_of(row, "delete")):
            assert browser.get(address).status_code == 403
    for user in (cast.rival.owner, cast.rival.editor):
        for what in ("change", "delete", "test", "models"):
            assert not browse(user).get(page_of(row, what)).headers.get("Location", "").startswith(LIST)
        browse(user).post(page_of(row, "delete"), {"post": "yes"})
    assert "canary" not in text(browse(cast.rival.owner).get(LIST))
    assert len(keys(cast)) == 1


def test_it_deletes_a_key_that_no_route_needs(cast, owner):
    row = give_key(cast)
    assert "Delete Anthropic (…6789)?" in text(owner.get(page_of(row, "delete")))
    owner.post(page_of(row, "delete"), {"post": "yes"})
    assert keys(cast) == []


def test_it_keeps_a_key_that_a_route_needs_and_says_which(cast, owner, settings):
    for_all, for_one = give_key(cast), give_key(cast, cast.ours.client.pk)
    with tenant_tx(cast.neighbour.pk, agency=cast.ours.agency.pk):
        Route.objects.create(
            agency=cast.ours.agency,
            client=cast.neighbour,
            name="writing",
            choices=[["anthropic", "claude-opus-5-5"]],
        )
    assert "The route “writing” of Nook Coffee" in text(owner.get(page_of(for_all, "delete")))
    answer = owner.post(page_of(for_all, "delete"), {"post": "yes"}, follow=True)
    assert "Not deleted: the route “writing” of Nook Coffee would have no key." in text(answer)
    owner.post(page_of(for_one, "delete"), {"post": "yes"})
    assert [row.pk for row in keys(cast)] == [for_all.pk]
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k"}
    owner.post(page_of(for_all, "delete"), {"post": "yes"})
    assert keys(cast) == []


def test_it_keeps_a_key_that_a_step_is_pinned_to_and_says_which(cast, owner):
    row = give_key(cast)
    with tenant_tx(cast.ours.client.pk):
        draft = publish_newsletter(cast.ours.client.pk).workflow.open_draft()
        step = draft.steps.get(key="draft")
        step.settings = {**step.settings, "pin": "anthropic/claude-opus-5-5"}
        step.save()
        draft.publish()
    assert "The step “Draft” of “Newsletter” (Fernhill Hotels)" in text(owner.get(page_of(row, "delete")))
    answer = owner.post(page_of(row, "delete"), {"post": "yes"}, follow=True)
    assert "Not deleted: the step “Draft” of “Newsletter” (Fernhill Hotels) would have no key." in text(
        answer
    )
    give_key(cast, cast.ours.client.pk)
    owner.post(page_of(row, "delete"), {"post": "yes"})
    assert [key.client_id for key in keys(cast)] == [cast.ours.client.pk]


def test_it_says_that_a_key_cannot_be_opened(cast, owner, settings):
    row = give_key(cast)
    settings.SECRETS_KEYS = []
    with tenant_tx(agency=cast.ours.agency.pk):
        Credential.objects.update(sealed=row.sealed.replace("own.", "lost."))
    assert "Can’t be opened" in text(owner.get(LIST))
    assert "sealed with the key “lost”, which is not in SECRETS_KEYS" in text(owner.get(page_of(row)))
    assert owner.post(page_of(row), LIMITS | {"secret": KEY, "base_url": ""}).status_code == 302
    assert keys(cast)[0].secret() == KEY


def test_it_says_which_keys_the_environment_has(cast, owner, settings):
    settings.MODEL_ENVIRONMENT = {"GEMINI_API_KEY": "env-canary"}
    page = text(owner.get(LIST))
    assert "From the environment, for every client without a key here: Gemini." in page
    assert "env-canary" not in page


EVERYTHING = """
SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"""


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_it_leaves_no_trace_of_a_key(cast, owner, stand_in: StandIn, settings, caplog):
    """In no page, no log line and no row, whatever happens to it."""
    caplog.set_level(logging.DEBUG)
    settings.MODEL_PRIVATE_HOSTS = [stand_in.url.removeprefix("http://")]
    said = [owner.post(ADD, NEW | {"base_url": stand_in.url}), owner.post(ADD, NEW | {"kind": "wrong"})]
    (row,) = keys(cast)
    stand_in.will(fails(401, "authentication_error", "invalid_api_key", f"invalid key {KEY}"))
    said += [owner.post(page_of(row, "test"))]
    said += [owner.post(page_of(row), LIMITS | {"secret": KEY, "base_url": "http://10.0.0.1"})]
    said += [
        owner.get(a) for a in (LIST, ADD, page_of(row), page_of(row, "delete"), "/admin/", "/admin/models/")
    ]
    assert stand_in.journal[0]["headers"]["authorization"] == f"Bearer {KEY}"
    assert "refuses the key" in keys(cast)[0].test_told
    told = "".join(f"{html_of(each)}{each.headers}" for each in said)
    told += caplog.text + repr(dict(owner.session)) + repr(row) + repr(vars(row)) + "".join(_rows())
    assert "canary" not in told
    assert "…6789" in told


def _rows() -> list[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(EVERYTHING)
        tables = [table for (table,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [str(line) for (line,) in cursor.fetchall()]
    return found
