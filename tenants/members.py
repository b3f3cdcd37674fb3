"""Who may do something for a client, asked of the members. The scope has to hold the client and its agency."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from tenants.access import ABILITIES, STAFF, Role
from tenants.models import Member, User


@dataclass(frozen=True)
class Able:
    """Somebody who may do it, and as whom."""

    user: User
    role: Role

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF


def able(ability: str, clients: Iterable[int]) -> dict[int, dict[int, Able]]:
    """Client -> user's id -> who may do this for the client. A role of their own there counts before one for all."""
    wanted = list(clients)
    rows = Member.objects.filter(Q(client__isnull=True) | Q(client_id__in=wanted), user__is_active=True)
    found: dict[int, dict[int, Able]] = {client: {} for client in wanted}
    for member in rows.select_related("user").order_by("client_id"):  # rows without a client come last
        for client in [member.client_id] if member.client_id else wanted:
            found[client].setdefault(member.user_id, Able(member.user, Role(member.role)))
    return {client: _those(ability, people) for client, people in found.items()}


def _those(ability: str, people: Mapping[int, Able]) -> dict[int, Able]:
    return {pk: one for pk, one in people.items() if one.role in ABILITIES[ability]}
