"""Whom a review step of a client may name: roles, the client's groups, and everybody who may decide for it."""

from tenants.members import able
from tenants.models import Group
from workflows.engine.circle import ROLES


def choices(client_id: int) -> list[tuple[str, str]]:
    """(name as the engine knows it, words)."""
    roles = [(name, words[0].upper() + words[1:]) for name, words in ROLES.items()]
    groups = [(group.name, f"Group: {group.name}") for group in Group.objects.filter(client_id=client_id)]
    people = [one.user for one in able("decide reviews", [client_id])[client_id].values()]
    named = sorted(
        (user.email, f"{user.name} ({user.email})" if user.name else user.email) for user in people
    )
    return [*roles, *groups, *named]
