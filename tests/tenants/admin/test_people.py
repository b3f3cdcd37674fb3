"""People come in by invitation, with a role, and nobody locks themselves out."""

import re

import pytest
from django.core import mail

from tenants.models import Member, User
from tenants.scope import tenant_tx

ADD = "/admin/tenants/member/add/"


@pytest.fixture
def owner(cast, browse):
    return browse(cast.ours.owner)


def members(cast):
    with tenant_tx(cast.ours.client.pk, cast.neighbour.pk, agency=cast.ours.agency.pk):
        return {member.user.email: member for member in Member.objects.select_related("user")}


def test_it_invites_by_e_mail(cast, owner, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sent = {"email": "Ida@Example.com", "name": "Ida", "role": "reviewer", "client": cast.ours.client.pk}
        assert owner.post(ADD, sent).status_code == 302
    assert members(cast)["ida@example.com"].role == "reviewer"
    (letter,) = mail.outbox
    assert letter.to == ["ida@example.com"]
    link = re.search(r"http://testserver(\S+)", letter.body).group(1)
    welcome = client.get(link, follow=True)
    page = welcome.content.decode()
    assert "Choose a password for Baton" in page and "Fern Agency" in page and "Fernhill Hotels" in page
    assert not User.objects.get(email="ida@example.com").has_usable_password()
    chosen = {"password1": "walks-at-eleven", "password2": "walks-at-eleven"}
    inside = client.post(welcome.redirect_chain[-1][0], chosen, follow=True)
    assert inside.redirect_chain[-1][0] == "/portal/"
    assert (
        "Your password is set." in inside.content.decode() and "signed in as" not in inside.content.decode()
    )
    client.logout()
    again = client.get(link, follow=True).content.decode()
    assert "This link was used already" in again and "/accounts/login/" in again


def test_it_gives_a_known_person_a_role_and_leaves_their_account_alone(
    cast, owner, browse, django_capture_on_commit_callbacks
):
    known = cast.rival.owner
    browse(known)
    with django_capture_on_commit_callbacks(execute=True):
        owner.post(ADD, {"email": known.email, "name": "Renamed", "role": "viewer", "client": ""})
    assert "Sign in as you always do" in mail.outbox[0].body
    assert members(cast)[known.email].user == known
    assert User.objects.get(pk=known.pk).name == known.name


def test_it_wants_a_client_for_a_clients_person(cast, owner):
    page = owner.post(ADD, {"email": "ida@example.com", "role": "reviewer", "client": ""}).content.decode()
    assert "Choose the client that this person belongs to." in page
    assert not User.objects.filter(email="ida@example.com").exists()


def test_it_invites_nobody_twice(cast, owner):
    sent = {"email": cast.ours.editor.email, "role": "viewer", "client": ""}
    assert "already has a role here" in owner.post(ADD, sent).content.decode()


def test_it_removes_others_and_never_oneself(cast, owner):
    mine, other = members(cast)[cast.ours.owner.email], members(cast)[cast.ours.viewer.email]
    assert owner.post(f"/admin/tenants/member/{mine.pk}/delete/", {"post": "yes"}).status_code == 403
    assert owner.post(f"/admin/tenants/member/{mine.pk}/change/", {"role": "viewer"}).status_code == 403
    owner.post(f"/admin/tenants/member/{other.pk}/delete/", {"post": "yes"})
    assert cast.ours.viewer.email not in members(cast)
    assert cast.ours.owner.email in members(cast)


def test_it_changes_a_role(cast, owner):
    other = members(cast)[cast.ours.viewer.email]
    owner.post(f"/admin/tenants/member/{other.pk}/change/", {"role": "editor"})
    assert members(cast)[cast.ours.viewer.email].role == "editor"


def test_it_names_the_person_plainly(cast, owner):
    other = members(cast)[cast.ours.viewer.email]
    page = owner.get(f"/admin/tenants/member/{other.pk}/change/").content.decode()
    assert f"{other.user.name} ({other.user.email})" in page
    assert "(&#x27;" not in page


def test_it_asks_in_a_sentence_before_it_removes(cast, owner):
    other = members(cast)[cast.ours.viewer.email]
    page = owner.get(f"/admin/tenants/member/{other.pk}/delete/").content.decode()
    assert "They lose the role" in page
    assert "Summary" not in page
