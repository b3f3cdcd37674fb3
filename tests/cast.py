"""The cast of every test: ours, a colleague, a neighbour of the same agency, and another agency's rival."""

from dataclasses import dataclass

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
    reviewer = _person("nook-reviewer@example.com", ours.agency, Role.REVIEWER, neighbour)
    return Cast(ours, neighbour, reviewer, _house("rival", "Rival Agency", "Rival Resorts"))


def _house(slug: str, agency_name: str, client_name: str) -> House:
    agency = Agency.found(name=agency_name, slug=slug)
    with scope([], agency.pk):
        client = agency.create_client(name=client_name, slug=f"{slug}-client")
    staff = [_person(f"{slug}-{role}@example.com", agency, role) for role in STAFF]
    people = [_person(f"{slug}-{role}@example.com", agency, role, client) for role in CLIENT_PEOPLE]
    return House(agency, client, *staff, *people)


def _person(email: str, agency: Agency, role: Role, client: Client | None = None) -> User:
    user = User.objects.create_user(email, PASSWORD, name=email.partition("@")[0])
    with tenant_tx(*([client.pk] if client else []), agency=agency.pk):
        Member.objects.create(agency=agency, client=client, user=user, role=role)
    return user
