"""An owner of one client only: may run that client's affairs, and nothing above it."""

import pytest
from django.test import Client as Browser

from tenants.access import Role
from tenants.memberships import access_of
from tenants.models import Client, Member, User
from tenants.scope import tenant_tx
from tests.cast import Cast

ADD = "/admin/tenants/member/add/"


@pytest.fixture
def solo(cast: Cast) -> User:
    user = User.objects.create_user("solo@example.com", name="Solo")
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Member.objects.create(agency=cast.ours.agency, client=cast.ours.client, user=user, role=Role.OWNER)
    return user


@pytest.fixture
def browser(solo: User, browse) -> Browser:
    return browse(solo)


def of_the_agency(cast: Cast, user: User) -> list[Member]:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        return list(Member.objects.filter(user=user, client=None))


def test_it_makes_nobody_owner_of_the_agency(cast: Cast, solo: User, browser: Browser) -> None:
    answer = browser.post(ADD, {"email": solo.email, "name": "", "role": "owner", "client": ""})
    assert b"Choose one." in answer.content
    assert access_of(solo.pk).agency_role is None


def test_it_invites_for_its_own_client(cast: Cast, browser: Browser) -> None:
    sent = {"email": "ida@example.com", "name": "Ida", "role": "reviewer", "client": cast.ours.client.pk}
    assert browser.post(ADD, sent).status_code == 302
    assert access_of(User.objects.get(email="ida@example.com").pk).clients == (cast.ours.client.pk,)


def test_it_invites_for_no_other_client(cast: Cast, browser: Browser) -> None:
    sent = {"email": "ida@example.com", "name": "", "role": "reviewer", "client": cast.neighbour.pk}
    assert browser.post(ADD, sent).status_code == 200
    assert not User.objects.filter(email="ida@example.com").exists()


def test_it_neither_changes_nor_removes_people_of_the_whole_agency(cast: Cast, browser: Browser) -> None:
    (member,) = of_the_agency(cast, cast.ours.owner)
    page = f"/admin/tenants/member/{member.pk}"
    assert browser.post(f"{page}/delete/", {"post": "yes"}).status_code == 403
    assert browser.post(f"{page}/change/", {"role": "viewer"}).status_code == 403
    assert of_the_agency(cast, cast.ours.owner) == [member]


def test_it_makes_no_client(cast: Cast, browser: Browser) -> None:
    sent = {"name": "Made", "slug": "made", "language": "en", "timezone": "UTC", "colour": "#2f6b4f"}
    assert browser.post("/admin/tenants/client/add/", sent).status_code == 403
    assert "made" not in _slugs(cast)


def _slugs(cast: Cast) -> set[str]:
    everything = range(1, cast.rival.client.pk + 50)
    with tenant_tx(*everything, agency=cast.ours.agency.pk):
        return set(Client.objects.values_list("slug", flat=True))
