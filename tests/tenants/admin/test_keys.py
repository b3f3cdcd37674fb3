"""A key is shown once, works, and stops working when it is revoked."""

import re

import pytest

from tenants.memberships import client_of_key
from tenants.models import ApiKey
from tenants.scope import tenant_tx

ADD = "/admin/tenants/apikey/add/"


@pytest.fixture
def owner(cast, browse):
    return browse(cast.ours.owner)


def test_it_shows_the_key_once(cast, owner):
    response = owner.post(ADD, {"client": cast.ours.client.pk, "name": "Website"})
    key = re.search(r'id="secret">([^<]+)<', response.content.decode()).group(1)
    assert "no-store" in response.headers["Cache-Control"]
    assert client_of_key(key) == cast.ours.client.pk
    assert key not in owner.get("/admin/tenants/apikey/").content.decode()
    assert key not in repr(dict(owner.session))


def test_it_revokes_by_post_only(cast, owner):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        row, key = ApiKey.issue(cast.ours.client.pk, "Website")
    address = f"/admin/tenants/apikey/{row.pk}/revoke/"
    assert "refused from that moment on" in owner.get(address).content.decode()
    assert client_of_key(key) == cast.ours.client.pk
    owner.post(address)
    assert client_of_key(key) is None
    assert "Revoked" in owner.get("/admin/tenants/apikey/").content.decode()


def test_it_makes_no_key_that_has_expired_already(cast, owner):
    past = {"expires_at_0": "2020-01-01", "expires_at_1": "12:00"}
    page = owner.post(ADD, {"client": cast.ours.client.pk, "name": "Website"} | past).content.decode()
    assert "This time is past already" in page
    assert 'id="secret"' not in page


def test_it_labels_both_inputs_of_the_expiry(owner):
    page = owner.get(ADD).content.decode()
    assert 'aria-label="Expires on, date"' in page
    assert 'aria-label="Expires at, time"' in page
