"""Who is in, with which role, and what that lets them do. To read: people are invited by the agency."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from reviews.page import PortalRequest, portal, show
from tenants.access import ABILITIES, CLIENT_PEOPLE, STAFF, Role
from tenants.models import Client, Member

MAY = {  # abilities of tenants.access that show in the portal
    "see": "Read pieces and the library",
    "comment": "Comment",
    "start runs": "Request content",
    "decide reviews": "Decide",
    "stop passages": "Stop a passage of the memory",
    "invite guests": "Invite guests",
}
GUESTS = ("see", "comment", "decide reviews")  # of their one piece


@dataclass(frozen=True)
class House:
    """A client with its own people, and those of the agency who work for it."""

    client: Client
    people: list[Member]
    agency: list[Member]

    @property
    def to_ask(self) -> list[Member]:
        return [member for member in self.agency if member.role == Role.OWNER]


@require_safe
@portal
def people(request: PortalRequest) -> HttpResponse:
    members = list(
        Member.objects.filter(user__is_active=True)
        .select_related("user")
        .order_by("user__name", "user__email")
    )
    facts = {
        "place": "people",
        "houses": [_house(client, members) for client in Client.objects.all()],
        "roles": [role.label for role in (Role.EDITOR, *CLIENT_PEOPLE)],
        "table": [
            (words, [role in ABILITIES[ability] for role in (Role.EDITOR, *CLIENT_PEOPLE)], ability in GUESTS)
            for ability, words in MAY.items()
        ],
        "may_manage": request.access.is_staff and request.access.may("manage people"),
    }
    return show(request, "people", facts)


def _house(client: Client, members: list[Member]) -> House:
    theirs = [member for member in members if member.client_id == client.pk and member.role in CLIENT_PEOPLE]
    own = {member.user_id for member in members if member.client_id == client.pk}
    agency = [
        member
        for member in members
        if member.role in STAFF
        and (member.client_id == client.pk or (member.client_id is None and member.user_id not in own))
    ]
    return House(client, theirs, agency)
