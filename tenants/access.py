"""Who may do what: one table. What a person may do is asked here and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from tenants.models import Client


class Role(models.TextChoices):
    OWNER = "owner", "Agency owner"
    EDITOR = "editor", "Agency editor"
    VIEWER = "viewer", "Agency viewer"
    REVIEWER = "reviewer", "Client reviewer"
    READER = "reader", "Client viewer"


STAFF = (Role.OWNER, Role.EDITOR, Role.VIEWER)
CLIENT_PEOPLE = (Role.REVIEWER, Role.READER)

ABILITIES: Mapping[str, tuple[Role, ...]] = {
    "see": (Role.OWNER, Role.EDITOR, Role.VIEWER, Role.REVIEWER, Role.READER),
    "start runs": (Role.OWNER, Role.EDITOR, Role.REVIEWER),
    "decide reviews": (Role.OWNER, Role.EDITOR, Role.REVIEWER),
    "comment": (Role.OWNER, Role.EDITOR, Role.REVIEWER),
    "invite guests": (Role.OWNER, Role.EDITOR),
    "operate runs": (Role.OWNER, Role.EDITOR),
    "edit workflows": (Role.OWNER, Role.EDITOR),
    "edit memory": (Role.OWNER, Role.EDITOR),
    "stop passages": (Role.OWNER, Role.EDITOR, Role.REVIEWER),
    "manage clients": (Role.OWNER,),
    "manage people": (Role.OWNER,),
    "manage keys": (Role.OWNER,),
    "manage models": (Role.OWNER,),
    "see costs": (Role.OWNER, Role.EDITOR, Role.VIEWER),
}


@dataclass(frozen=True)
class Access:
    """What one signed-in person may see and do: a role for each client, and staff's role in the agency."""

    agency: int | None = None
    agency_role: Role | None = None
    roles: Mapping[int, Role] = field(default_factory=dict)  # client id -> role
    elsewhere: tuple[int, ...] = field(
        default=(), compare=False
    )  # clients of theirs that they could switch to

    @property
    def clients(self) -> tuple[int, ...]:
        return tuple(self.roles)

    @property
    def is_staff(self) -> bool:
        return self.agency_role in STAFF or any(role in STAFF for role in self.roles.values())

    def may(self, ability: str, client: int | None = None) -> bool:
        """For one client, or (client None) for any of them."""
        allowed = ABILITIES[ability]
        if client is not None:
            return self.roles.get(client) in allowed
        return self.agency_role in allowed or any(role in allowed for role in self.roles.values())

    def sees_handoff(self, client: "Client") -> bool:
        """How its workflows work: for the agency always, for its own people where the agency shows it."""
        role = self.roles.get(client.pk)
        return role in STAFF or (role is not None and client.shows_handoff)

    def may_for_agency(self, ability: str) -> bool:
        """For what is above any one client: making clients, and people with a role in the whole agency."""
        return self.agency_role in ABILITIES[ability]


NOBODY = Access()
