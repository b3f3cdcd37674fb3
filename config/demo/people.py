"""The demo's agencies and the people who can sign in. Made once; what somebody changes later stays changed."""

from functools import cache

from django.contrib.auth.hashers import make_password
from django.db import transaction

from config.demo.material import AgencyMaterial, ClientMaterial, Person, agencies
from tenants.access import Access
from tenants.memberships import access_of
from tenants.models import Agency, Client, Member, User
from tenants.scope import tenant_tx

PASSWORD = "try-the-baton"  # noqa: S105 (everybody's, in the demo only)


def agency_of(material: AgencyMaterial) -> Agency:
    """The agency with its staff. It is found by its first person, since no scope is needed to look for people."""
    known = owner_access(material).agency
    if known is None:
        return _founded(material)
    with tenant_tx(agency=known):
        return Agency.objects.get(pk=known)


def clients_of(material: AgencyMaterial, agency: Agency) -> dict[str, Client]:
    """The clients that are there already, by slug."""
    with tenant_tx(*owner_access(material).clients, agency=agency.pk):
        return {client.slug: client for client in Client.objects.all()}


def new_client(agency: Agency, material: ClientMaterial) -> Client:
    """Inside the caller's transaction."""
    with tenant_tx(agency=agency.pk):
        client = agency.create_client(
            name=material.name,
            slug=material.slug,
            language=material.language,
            timezone=material.timezone,
            colour=material.colour,
        )
    for person in material.people:
        _join(person, agency, client)
    return client


def owner_of(material: AgencyMaterial) -> User:
    return User.objects.get(email=material.people[0].email)


def owner_access(material: AgencyMaterial) -> Access:
    user = User.objects.filter(email=material.people[0].email).first()
    return access_of(user.pk) if user else Access()


def are_strangers() -> bool:
    """Whether this database has people, and not one of the demo's: then it is somebody's own."""
    ours = [person.email for material in agencies() for person in material.people]
    return User.objects.exists() and not User.objects.filter(email__in=ours).exists()


@transaction.atomic
def _founded(material: AgencyMaterial) -> Agency:
    agency = Agency.found(name=material.name, slug=material.slug)
    for person in material.people:
        _join(person, agency)
    return agency


def _join(person: Person, agency: Agency, client: Client | None = None) -> None:
    user, _ = User.objects.get_or_create(
        email=person.email,
        defaults={"name": person.name, "password": _hashed(), "timezone": "Europe/London"},
    )
    with tenant_tx(*([client.pk] if client else []), agency=agency.pk):
        Member.objects.create(agency=agency, client=client, user=user, role=person.role)


@cache
def _hashed() -> str:
    """Hashing is slow on purpose; one hash does for everybody here, as the password is no secret."""
    return make_password(PASSWORD)
