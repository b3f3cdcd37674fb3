"""Who somebody is, and what the one table of roles allows them."""

import pytest
from django.db import IntegrityError, transaction

from tenants.access import ABILITIES, STAFF, Access, Role
from tenants.memberships import access_of, client_of_key, clients_of
from tenants.models import ApiKey, Member
from tenants.permissions import may_touch
from tenants.scope import tenant_tx
from tests.cast import Cast


def test_it_gives_staff_all_clients_of_their_agency(cast: Cast) -> None:
    access = access_of(cast.ours.editor.pk)
    assert access.agency == cast.ours.agency.pk
    assert set(access.clients) == {cast.ours.client.pk, cast.neighbour.pk}
    assert access.is_staff


def test_it_gives_a_clients_person_one_client(cast: Cast) -> None:
    access = access_of(cast.ours.reviewer.pk)
    assert access.clients == (cast.ours.client.pk,)
    assert not access.is_staff


def test_it_ignores_a_client_that_is_not_theirs(cast: Cast) -> None:
    """The session's choice is only a choice among what they may see."""
    access = access_of(cast.ours.reviewer.pk, agency=cast.rival.agency.pk, client=cast.rival.client.pk)
    assert access.clients == (cast.ours.client.pk,)
    assert access_of(cast.ours.owner.pk, agency=cast.rival.agency.pk).agency == cast.ours.agency.pk


def test_it_lets_a_role_for_one_client_go_before_the_agencys(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Member.objects.create(
            agency=cast.ours.agency, client=cast.ours.client, user=cast.ours.viewer, role=Role.EDITOR
        )
    access = access_of(cast.ours.viewer.pk)
    assert access.may("edit workflows", cast.ours.client.pk)
    assert not access.may("edit workflows", cast.neighbour.pk)


def test_it_gives_nothing_to_somebody_without_a_membership(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Member.objects.filter(user=cast.ours.reviewer).delete()
    assert access_of(cast.ours.reviewer.pk) == Access()
    assert clients_of(cast.ours.reviewer.pk) == []


def test_it_wants_a_client_for_a_clients_person(cast: Cast) -> None:
    with tenant_tx(agency=cast.ours.agency.pk), pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(agency=cast.ours.agency, user=cast.rival.reader, role=Role.REVIEWER)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER])
def test_it_leads_nobody_away_by_an_invitation(cast: Cast, role: Role) -> None:
    """Whoever knows an address can invite it: that must not take people out of their own agency."""
    late, early = cast.rival, cast.ours
    for house, person in (
        (early, late.reviewer),
        (late, early.reviewer),
        (early, late.editor),
        (late, early.editor),
    ):
        before = access_of(person.pk)
        with tenant_tx(house.client.pk, agency=house.agency.pk):
            Member.objects.create(agency=house.agency, client=house.client, user=person, role=role)
        assert access_of(person.pk) == before
        assert access_of(person.pk, agency=house.agency.pk).clients == (house.client.pk,)


def test_it_finds_the_client_of_a_live_key_only(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk):
        row, key = ApiKey.issue(cast.ours.client.pk, "Website")
    assert client_of_key(key) == cast.ours.client.pk
    assert client_of_key(key + "x") is None
    with tenant_tx(cast.ours.client.pk):
        row.revoke()
    assert client_of_key(key) is None


def test_it_keeps_no_key(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk):
        row, key = ApiKey.issue(cast.ours.client.pk, "Website")
        kept = " ".join(str(value) for value in ApiKey.objects.values_list().get(pk=row.pk))
    assert key.rpartition("_")[2] not in kept
    assert len(key) > 40


@pytest.mark.parametrize("ability", ABILITIES)
def test_it_lets_no_viewer_change_anything(ability: str) -> None:
    reads = {Role.VIEWER: ("see", "see costs"), Role.READER: ("see",)}  # a client's people see no money
    for role, abilities in reads.items():
        assert Access(roles={1: role}).may(ability, 1) is (ability in abilities)


@pytest.mark.parametrize("role", Role)
def test_it_says_the_same_in_djangos_words(role: Role) -> None:
    access = Access(agency=1, roles={1: role})
    assert may_touch(access, "workflows.view_run") is (role in STAFF)
    assert may_touch(access, "workflows.change_step") is (role in (Role.OWNER, Role.EDITOR))
    assert may_touch(access, "tenants.delete_client") is (role is Role.OWNER)
    assert not may_touch(access, "workflows.change_event")
    assert not may_touch(access, "auth.change_group")
