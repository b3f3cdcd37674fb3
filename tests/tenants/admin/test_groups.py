"""Groups of people, made by owners, for review steps to name."""

import pytest

from tenants.access import Role
from tenants.models import Group, Member
from tenants.scope import tenant_tx
from tests.cast import Cast

ADD = "/admin/tenants/group/add/"


@pytest.fixture
def owner(cast, browse):
    return browse(cast.ours.owner)


def made(cast: Cast) -> dict[str, set[str]]:
    with tenant_tx(cast.ours.client.pk, cast.neighbour.pk, agency=cast.ours.agency.pk):
        return {
            group.name: {member.user.name for member in group.members.all()} for group in Group.objects.all()
        }


def form(cast: Cast, *people: object, **more: object) -> dict[str, object]:
    ids = [person.pk for person in people]  # type: ignore[attr-defined]
    return {"client": cast.ours.client.pk, "name": "Legal", "people": ids, **more}


def test_it_makes_and_changes_a_group(cast, owner):
    owner.post(ADD, form(cast, cast.ours.reviewer, cast.ours.editor))
    assert made(cast) == {"Legal": {"fern-reviewer", "fern-editor"}}
    with tenant_tx(cast.ours.client.pk):
        pk = Group.objects.get().pk
    owner.post(f"/admin/tenants/group/{pk}/change/", {"people": [cast.ours.owner.pk], "name": "Renamed"})
    assert made(cast) == {"Legal": {"fern-owner"}}
    page = owner.get("/admin/tenants/group/").content.decode()
    assert "Legal" in page and "fern-owner" in page


@pytest.mark.parametrize("who", ["ours.reader", "ours.viewer", "rival.owner"])
def test_it_takes_only_those_who_may_decide(cast, owner, who):
    house, _, role = who.partition(".")
    answer = owner.post(ADD, form(cast, getattr(getattr(cast, house), role)))
    assert answer.status_code == 200 and made(cast) == {}


def test_it_takes_nobody_of_another_client(cast, owner):
    answer = owner.post(ADD, form(cast, cast.neighbour_reviewer))
    assert "May not decide for this client: nook-reviewer" in answer.content.decode()
    assert made(cast) == {}


@pytest.mark.parametrize(("name", "sentence"), [("a@b", "has no @ in it"), ("Legal", "already has a group")])
def test_it_refuses_a_name_that_steps_could_not_tell_apart(cast, owner, name, sentence):
    owner.post(ADD, form(cast))
    assert sentence in owner.post(ADD, form(cast, name=name)).content.decode()
    assert made(cast) == {"Legal": set()}


@pytest.mark.parametrize("who", ["rival.owner", "rival.editor"])
def test_it_is_not_there_for_a_rival(cast, owner, browse, who):
    owner.post(ADD, form(cast))
    with tenant_tx(cast.ours.client.pk):
        pk = Group.objects.get().pk
    rival = browse(getattr(cast.rival, who.partition(".")[2]))
    page = f"/admin/tenants/group/{pk}/change/"
    assert rival.get(page, follow=True).content.decode().count("Legal") == 0
    assert rival.post(page, {"people": [cast.rival.owner.pk]}).status_code != 200
    assert "Legal" not in rival.get("/admin/tenants/group/").content.decode()
    rival.post(ADD, form(cast, name="Theirs"))
    assert made(cast) == {"Legal": set()}


def test_it_is_made_by_owners_only(cast, browse):
    assert browse(cast.ours.editor).post(ADD, form(cast)).status_code == 403
    assert made(cast) == {}


def test_it_counts_somebody_once_who_has_two_roles(cast, owner):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Member.objects.create(
            agency=cast.ours.agency, client=cast.ours.client, user=cast.ours.editor, role=Role.VIEWER
        )
    answer = owner.post(ADD, form(cast, cast.ours.editor))
    assert answer.status_code == 200 and made(cast) == {}  # the role at the client is the one that counts


def test_it_says_who_decides_while_it_is_empty(cast, owner):
    said = "has no people yet. Until it has one, a review step that names only this group is for the agency’s owners"
    assert said in owner.post(ADD, form(cast), follow=True).content.decode()
    other = form(cast, cast.ours.editor, name="Others")
    assert said not in owner.post(ADD, other, follow=True).content.decode()
