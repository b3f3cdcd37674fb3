"""Groups of the agency's own people, made by owners of the whole agency."""

import pytest
from django.db import IntegrityError

from tenants.access import Role
from tenants.models import AgencyGroup, AgencyGroupMember, Member
from tenants.scope import tenant_tx
from tests.cast import Cast

ADD, LIST = "/admin/tenants/agencygroup/add/", "/admin/tenants/agencygroup/"


@pytest.fixture
def owner(cast, browse):
    return browse(cast.ours.owner)


def made(cast: Cast) -> dict[str, set[str]]:
    with tenant_tx(agency=cast.ours.agency.pk):
        groups = AgencyGroup.objects.prefetch_related("members__user")
        return {group.name: {str(member) for member in group.members.all()} for group in groups}


def form(*people: object, name: str = "Editors") -> dict[str, object]:
    return {"name": name, "people": [person.pk for person in people]}  # type: ignore[attr-defined]


def page(cast: Cast) -> str:
    with tenant_tx(agency=cast.ours.agency.pk):
        return f"{LIST}{AgencyGroup.objects.get().pk}/change/"


def test_it_makes_and_changes_a_group(cast, owner):
    owner.post(ADD, form(cast.ours.editor, cast.ours.owner))
    assert made(cast) == {"Editors": {"fern-editor", "fern-owner"}}
    owner.post(page(cast), {"people": [cast.ours.owner.pk], "name": "Renamed"})
    assert made(cast) == {"Editors": {"fern-owner"}}
    listed = owner.get(LIST).content.decode()
    assert "Editors" in listed and "fern-owner" in listed


@pytest.mark.parametrize("who", ["ours.viewer", "ours.reviewer", "rival.editor"])
def test_it_takes_only_the_agency_s_own_who_may_decide(cast, owner, who):
    house, _, role = who.partition(".")
    answer = owner.post(ADD, form(getattr(getattr(cast, house), role)))
    assert answer.status_code == 200 and made(cast) == {}


@pytest.mark.parametrize(
    ("name", "sentence"), [("a@b", "has no @ in it"), ("Editors", "already has a group")]
)
def test_it_refuses_a_name_that_steps_could_not_tell_apart(cast, owner, name, sentence):
    owner.post(ADD, form())
    assert sentence in owner.post(ADD, form(name=name)).content.decode()
    assert made(cast) == {"Editors": set()}


def test_it_is_not_there_for_a_rival(cast, owner, browse):
    owner.post(ADD, form(cast.ours.editor))
    rival, ours = browse(cast.rival.owner), page(cast)
    assert rival.get(ours).status_code == 404
    assert rival.post(ours, {"people": [cast.rival.owner.pk]}).status_code == 404
    assert "fern-editor" not in rival.get(LIST).content.decode()
    assert rival.post(ADD, form()).status_code == 302  # the same name, in their own agency
    assert made(cast) == {"Editors": {"fern-editor"}}


def test_it_is_for_owners_of_the_whole_agency(cast, owner, browse):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Member.objects.filter(user=cast.ours.viewer).update(client=cast.ours.client, role=Role.OWNER)
    for person in (cast.ours.editor, cast.ours.viewer):
        browser = browse(person)
        assert browser.get(LIST).status_code == browser.post(ADD, form()).status_code == 403
        assert "Agency groups" not in browser.get("/admin/").content.decode()
    assert "Agency groups" in owner.get("/admin/").content.decode() and made(cast) == {}


@pytest.mark.django_db(transaction=True)
def test_the_database_takes_nobody_into_another_agency_s_group(cast):
    with tenant_tx(agency=cast.ours.agency.pk):
        ours = AgencyGroup.objects.create(agency=cast.ours.agency, name="Editors")
    with pytest.raises(IntegrityError), tenant_tx(agency=cast.rival.agency.pk):
        AgencyGroupMember.objects.create(agency=cast.rival.agency, group_id=ours.pk, user=cast.rival.owner)


def test_it_says_who_decides_while_it_is_empty(cast, owner):
    said = "has no people yet. Until it has one, a review step that names only this group is for the agency’s owners"
    assert said in owner.post(ADD, form(), follow=True).content.decode()
    other = form(cast.ours.editor, name="Others")
    assert said not in owner.post(ADD, other, follow=True).content.decode()
