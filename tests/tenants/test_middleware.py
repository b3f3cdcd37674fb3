"""Each request: one transaction, one scope, asked anew each time."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from tenants.models import Client, Group, GroupMember, Member, User
from tenants.scope import tenant_tx
from tests.cast import PASSWORD, Cast


def show(request: HttpRequest) -> HttpResponse:
    return HttpResponse(",".join(Client.objects.values_list("slug", flat=True)))


def write_then_fail(request: HttpRequest) -> HttpResponse:
    Client.objects.update(name="half-written")
    return HttpResponse(status=500)


def save_twice(request: HttpRequest) -> HttpResponse:
    """As two people who give a group the same name at the same moment."""
    client = Client.objects.order_by("pk").first()
    Client.objects.update(name="half-written")
    for _ in range(2):
        Group.objects.create(client=client, name="Legal")
    return HttpResponse()


def save_what_is_gone(request: HttpRequest) -> HttpResponse:
    Client.objects.update(name="half-written")
    Client(pk=2**40, name="x").save(update_fields=["name"])
    return HttpResponse()


def point_at_what_is_gone(request: HttpRequest) -> HttpResponse:
    """The database looks at its foreign keys when the view is over."""
    client = Client.objects.order_by("pk").first()
    Client.objects.update(name="half-written")
    GroupMember.objects.create(client=client, group_id=2**40, user=request.user)
    return HttpResponse()


def break_down(request: HttpRequest) -> HttpResponse:
    Client.objects.raw("SELECT nothing FROM nowhere")[0]
    return HttpResponse()


urlpatterns = [
    path("show/", show),
    path("fail/", write_then_fail),
    path("twice/", save_twice),
    path("gone/", save_what_is_gone),
    path("pointing/", point_at_what_is_gone),
    path("broken/", break_down),
]


@pytest.fixture(autouse=True)
def _addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def test_it_shows_each_person_their_clients(cast: Cast, browse) -> None:
    assert browse(cast.ours.owner).get("/show/").content == b"fern-client,nook"
    assert browse(cast.ours.reviewer).get("/show/").content == b"fern-client"
    assert browse(cast.rival.owner).get("/show/").content == b"rival-client"


def test_it_shows_nothing_to_somebody_unknown(cast: Cast, client) -> None:
    assert client.get("/show/").content == b""


def test_it_forgets_somebody_who_was_removed_at_the_next_request(cast: Cast, browse) -> None:
    browser = browse(cast.ours.reviewer)
    assert browser.get("/show/").content == b"fern-client"
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Member.objects.filter(user=cast.ours.reviewer).delete()
    assert browser.get("/show/").content == b""


def test_it_keeps_nothing_of_a_request_that_failed(cast: Cast, browse) -> None:
    browse(cast.ours.owner).get("/fail/")
    with tenant_tx(cast.ours.client.pk):
        assert not Client.objects.filter(name="half-written").exists()


@pytest.mark.parametrize("page", ["twice", "gone", "pointing"])
def test_it_tells_the_second_of_two_and_keeps_nothing_of_theirs(cast: Cast, browse, page: str) -> None:
    answer = browse(cast.ours.owner).post(f"/{page}/")
    assert answer.status_code == 409 and "Two changes came at the same moment" in answer.content.decode()
    with tenant_tx(cast.ours.client.pk):
        assert not Client.objects.filter(name="half-written").exists()


def test_it_hides_no_other_fault_of_the_database(cast: Cast, browse) -> None:
    assert browse(cast.ours.owner, raise_request_exception=False).get("/broken/").status_code == 500


@override_settings(ROOT_URLCONF="config.urls")
def test_it_lets_nobody_sign_up_by_themselves(cast: Cast, client) -> None:
    answer = client.post("/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD})
    assert b"invitation" in answer.content.lower()
    assert not User.objects.filter(email="new@example.com").exists()


@override_settings(ROOT_URLCONF="config.urls")
def test_it_signs_in_by_password(cast: Cast, client) -> None:
    answer = client.post(
        "/accounts/login/", {"login": cast.ours.reviewer.email.upper(), "password": PASSWORD}
    )
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(cast.ours.reviewer.pk)


@override_settings(ROOT_URLCONF="config.urls")
def test_it_lets_nobody_take_an_address_that_was_never_theirs(cast: Cast, browse) -> None:
    """An invitation finds people by their address: whoever could choose one would get what is meant for another."""
    browser = browse(cast.ours.reader)
    for action in ("add", "primary"):
        sent = {f"action_{action}": "", "email": "somebody@else.example"}
        assert browser.post("/accounts/email/", sent).status_code == 404
    assert User.objects.get(pk=cast.ours.reader.pk).email == cast.ours.reader.email


@override_settings(ROOT_URLCONF="config.urls")
@pytest.mark.parametrize(
    "path", ["/portal/?q=a%00b", "/portal/?%00=1", "/portal/a%00b/", "/admin/workflows/run/?state=%00"]
)
def test_it_refuses_a_nul_at_the_door(cast: Cast, browse, path: str) -> None:
    assert browse(cast.ours.owner).get(path).status_code == 400
    assert browse(cast.ours.owner).post("/accounts/login/", {"login": "a\0b"}).status_code == 400
