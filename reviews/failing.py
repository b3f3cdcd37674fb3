"""Whoever looks after a workflow is told when runs of it fail: once an hour, however many do, and a minute after the
first, so that the letter counts those that failed with it.

Who cancelled or rejected a run knows that it ended. What stopped by itself, at a limit or at a flag with nobody to ask,
waits for somebody just as much as what failed.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from tenants.access import Role
from tenants.members import able
from tenants.models import User
from workflows.decisions import UNBEGUN
from workflows.engine.plan import CANCELLED
from workflows.models import Attempt, Event, Run, Workflow

KINDS = ("run.failed", "run.stopped")
STATES = (Run.State.FAILED, Run.State.STOPPED)
BY_HAND = (CANCELLED, UNBEGUN)
HOUR = "%Y-%m-%dT%H"
BURST = timedelta(minutes=1)  # runs that fail for one reason mostly fail together


def concerns(event: Event) -> bool:
    return event.kind in KINDS and event.run is not None and event.sentence not in BY_HAND


def ended(run: str) -> Run | None:
    """The run, if it still stands there and nobody chose that it should. None for a trial."""
    return _left().filter(pk=run).select_related("version__workflow__client").first()


def told(workflow: Workflow) -> list[User]:
    """Its owner; where none is named, or that person works for the client no longer, the agency's owners.
    The scope has to hold the client and its agency."""
    people = able("see", [workflow.client_id])[workflow.client_id]
    owner = people.get(workflow.owner_id or 0)
    if owner and owner.is_staff:
        return [owner.user]
    return [one.user for one in people.values() if one.role == Role.OWNER]


def hour(run: Run) -> str:
    """Names the hour that it ended in; what else ends in it is told by the same letter, or by none."""
    return (run.finished_at or run.created_at).astimezone(UTC).strftime(HOUR)


def of_hour(workflow: str, named: str) -> Sequence[Run]:
    """What ended in it and still stands there, the newest first."""
    if not workflow.isdecimal():
        return []
    begun = datetime.strptime(named, HOUR).replace(tzinfo=UTC)
    rows = _left().filter(version__workflow=int(workflow), finished_at__gte=begun)
    found = rows.filter(finished_at__lt=begun + timedelta(hours=1)).order_by("-finished_at", "pk")
    return list(found.select_related("version__workflow__client"))


def _left() -> QuerySet[Run]:
    refused = Attempt.objects.filter(run=OuterRef("pk"), state="rejected", by_person=True, final=True)
    return Run.objects.filter(~Exists(refused), state__in=STATES).exclude(sentence__in=BY_HAND)
