"""More people than the cast has: second reviewers, and groups of them."""

from tenants.access import Role
from tenants.models import AgencyGroup, Group, Member, User
from tests.cast import House


def join(house: House, name: str, role: Role = Role.REVIEWER) -> User:
    """Somebody new at this house's client."""
    user = User.objects.create_user(f"{name}@example.com", name=name.capitalize())
    client = house.client if role in (Role.REVIEWER, Role.READER) else None
    Member.objects.create(agency=house.agency, client=client, user=user, role=role)
    return user


def group(house: House, name: str, *users: User) -> Group:
    made = Group.objects.create(client=house.client, name=name)
    made.holds(list(users))
    return made


def agency_group(house: House, name: str, *users: User) -> AgencyGroup:
    made = AgencyGroup.objects.create(agency=house.agency, name=name)
    made.holds(list(users))
    return made
