"""The cast of every test: ours, a colleague, a neighbour of the same agency, and another agency's rival."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password

from tenants.access import CLIENT_PEOPLE, STAFF, Role
from tenants.models import Agency, Client, Member, User
from tenants.scope import scope, tenant_tx

PASSWORD = "a-long-enough-password"


@dataclass(frozen=True)
class House:
    """One agency with its people, and one client with its own."""

    agency: Agency
    client: Client
    owner: User
    editor: User
    viewer: User
    reviewer: User  # of the client
    reader: User  # of the client


@dataclass(frozen=True)
class Cast:
    ours: House
    neighbour: Client  # another client of our agency
    neighbour_reviewer: User  # who must not see our client
    rival: House  # another agency, who must see nothing


def assemble() -> Cast:
    ours = _house("fern", "Fern Agency", "Fernhill Hotels")
    with scope([ours.client.pk], ours.agency.pk):
        neighbour = ours.agency.create_client(name="Nook Coffee", slug="nook")
    [reviewer] = _people("nook", ours.agency, [Role.REVIEWER], neighbour)
    return Cast(ours, neighbour, reviewer, _house("rival", "Rival Agency", "Rival Resorts"))


def _house(slug: str, agency_name: str, client_name: str) -> House:
    agency = Agency.found(name=agency_name, slug=slug)
    with scope([], agency.pk):
        client = agency.create_client(name=client_name, slug=f"{slug}-client")
    staff, people = _people(slug, agency, STAFF), _people(slug, agency, CLIENT_PEOPLE, client)
    return House(agency, client, *staff, *people)


def _people(slug: str, agency: Agency, roles: Iterable[Role], client: Client | None = None) -> list[User]:
    """One of each role, all at once: most tests begin here."""
    names = {f"{slug}-{role}": role for role in roles}
    users = User.objects.bulk_create(
        User(email=f"{name}@example.com", name=name, password=_hashed()) for name in names
    )
    with tenant_tx(*([client.pk] if client else []), agency=agency.pk):
        Member.objects.bulk_create(
            Member(agency=agency, client=client, user=user, role=role)
            for user, role in zip(users, names.values(), strict=True)
        )
    return users


@cache
def _hashed() -> str:
    return make_password(PASSWORD)
