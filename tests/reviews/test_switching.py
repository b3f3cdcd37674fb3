"""A person who reviews for two clients, in one agency or in two."""

import pytest
from django.test import Client as Browser

from reviews.models import Review
from tenants.access import Role
from tenants.models import Client, Member
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reviews.visiting import Browse, at


def join(cast: Cast, client: Client) -> None:
    with tenant_tx(client.pk, agency=client.agency_id):
        member = {"agency_id": client.agency_id, "client": client, "role": Role.REVIEWER}
        Member.objects.create(user=cast.neighbour_reviewer, **member)


@pytest.fixture
def browser(ours: Cast, review: Review, browse: Browse) -> Browser:
    """The neighbour's reviewer, who reviews for our client too."""
    join(ours, ours.ours.client)
    return browse(ours.neighbour_reviewer)


def test_it_offers_the_other_client_of_a_mailed_link(ours: Cast, review: Review, browser: Browser) -> None:
    address = at("review", review.pk)
    page = browser.get(address).content.decode()
    assert "Switch to Fernhill Hotels" in page and review.title not in page
    assert "Nook Coffee" in browser.get(at("inbox")).content.decode()  # looking has changed nothing
    moved = browser.post(at("client"), {"client": ours.ours.client.pk, "next": address}, follow=True)
    assert moved.redirect_chain == [(address, 302)] and review.title in moved.content.decode()
    assert "Switch to Nook Coffee" in browser.get(at("inbox")).content.decode()


def test_it_goes_to_another_agency_and_back(ours: Cast, browser: Browser) -> None:
    join(ours, ours.rival.client)
    browser.post(at("client"), {"client": ours.rival.client.pk})
    assert "Switch to Fernhill Hotels" in browser.get(at("inbox")).content.decode()
    browser.post(at("client"), {"client": ours.neighbour.pk})
    assert "Switch to Rival Resorts" in browser.get(at("inbox")).content.decode()


def test_it_refuses_a_client_of_others(ours: Cast, browser: Browser) -> None:
    for wanted in (ours.rival.client.pk, "", "x", "9" * 30):
        assert browser.post(at("client"), {"client": wanted}).status_code == 404
    assert browser.get(at("client")).status_code == 405


def test_it_leads_nobody_off_the_site(ours: Cast, browser: Browser) -> None:
    sent = {"client": ours.ours.client.pk, "next": "https://example.com/"}
    assert browser.post(at("client"), sent)["Location"] == at("inbox")


def test_it_offers_nothing_to_people_with_one_client(ours: Cast, review: Review, browse: Browse) -> None:
    assert browse(ours.rival.reviewer).get(at("review", review.pk)).status_code == 404
    assert "Switch to" not in browse(ours.ours.reviewer).get(at("inbox")).content.decode()
