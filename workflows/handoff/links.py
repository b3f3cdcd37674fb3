"""Public links to a workflow's page: made, revoked; and whose link it is, asked before any scope exists.

The token is in the address and nowhere else; it is shaped like an API key, so that the log masks it. A link shows the
published version, and of the client's content only what was chosen when it was made.
"""

import secrets

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from tenants.models import User
from tenants.models.key import digest
from workflows.handoff.page import Reader
from workflows.models import HandoffLink, Workflow
from workflows.models.event import record

MOST = 20  # live links of one workflow
NAME = 80  # characters


class Refused(ValueError):
    """A link that can't be made; its text is the sentence that says why."""


@transaction.atomic
def make(
    workflow: Workflow, name: str, by: User | None, *, example: bool = False, costs: bool = False
) -> tuple[HandoffLink, str]:
    """The row and the token, which can't be shown again. Raises Refused."""
    name = " ".join(name.split())
    if not 0 < len(name) <= NAME:
        raise Refused(f"Write whom the link is for, in up to {NAME} characters.")
    Workflow.objects.select_for_update().get(pk=workflow.pk)
    if workflow.published is None:
        raise Refused("Publish the workflow first: a link shows what is published.")
    if live(workflow).count() >= MOST:
        raise Refused(f"A workflow can have up to {MOST} links. Take one back first.")
    token = f"baton_{secrets.token_hex(4)}_{secrets.token_hex(32)}"
    link = HandoffLink.objects.create(
        client_id=workflow.client_id,
        workflow=workflow,
        name=name,
        digest=digest(token),
        with_example=example,
        with_costs=costs,
        created_by=by,
    )
    _tell(link, "made", f"{by} made a public link to the handoff page of “{workflow}” for {name}.", by)
    return link, token


@transaction.atomic
def revoke(link: HandoffLink, by: User | None) -> None:
    """It opens nothing from now on."""
    if HandoffLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=Now()):
        _tell(link, "revoked", f"{by} took back the public link for {link.name}.", by)


def live(workflow: Workflow) -> QuerySet[HandoffLink]:
    return HandoffLink.objects.filter(client_id=workflow.client_id, workflow=workflow, revoked_at=None)


def client_of(token: str) -> int | None:
    """The client of a live link; None for an unknown or revoked one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT baton_client_of_handoff_link(%s)", [digest(token)])
        return cursor.fetchone()[0]


def holder(token: str) -> HandoffLink | None:
    """Inside the link's client."""
    found = HandoffLink.objects.filter(digest=digest(token), revoked_at=None)
    return found.select_related("client", "workflow__client", "workflow__owner").first()


def reader(link: HandoffLink) -> Reader:
    return Reader(costs=link.with_costs, example=link.with_example)


def _tell(link: HandoffLink, done: str, sentence: str, by: User | None) -> None:
    record(link.client_id, f"handoff_link.{done}", sentence=sentence, by=by, link=link.pk)
