"""Pausing and resuming a workflow, or all of a client's. Runs in hand finish the steps that they are in and then rest;
what waits keeps its place in the queue.

Whether a run rests stands on its lease, because workers see nothing else: it is derived here, and only here, from its
workflow's and its client's `paused`.
"""

from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from tenants.models import Client, User
from workflows import doorbell, leases
from workflows.models import Event, Lease, Run, Workflow
from workflows.models.event import record

OPEN = (Lease.State.QUEUED, Lease.State.RUNNING, Lease.State.PARKED)

# Who queues a run shares this lock, who pauses has it alone: no run slips in between two looks at `paused`.
STEADY = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))"
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@transaction.atomic
def pause(what: Workflow | Client, by: User | None = None) -> bool:
    """Its runs rest until it is resumed. False if it was paused already."""
    return _set(what, True, "paused", by)


@transaction.atomic
def resume(what: Workflow | Client, by: User | None = None) -> bool:
    """Its runs go on where they were; with a client's, those of a workflow that is paused by itself don't."""
    done = _set(what, False, "resumed", by)
    if done:
        doorbell.ring()
    return done


def since(what: Workflow | Client) -> Event | None:
    """When it was paused, and by whom. None if it isn't."""
    if not what.paused:
        return None
    told = Event.objects.filter(client_id=_client(what), run__isnull=True, kind=f"{_noun(what)}.paused")
    if isinstance(what, Workflow):
        told = told.filter(data__workflow=what.pk)
    return told.select_related("by").order_by("-id").first()


def terms(workflow: int, priority: int) -> dict[str, Any]:
    """What a lease copies from its run, its workflow and its client when it is queued. Until the transaction ends
    nobody pauses or resumes them."""
    found = Workflow.with_assistants.select_related("client").get(pk=workflow)
    _lock(STEADY, found.client_id)
    found.refresh_from_db(fields=["paused"])
    client = Client.objects.get(pk=found.client_id)
    return {
        "paused": found.paused or client.paused,
        "priority": priority,
        "at_once": client.runs_at_once,
    }


def queue_again(run: Run) -> None:
    """For a run that had ended: what changed around it since then holds for it too."""
    Lease.objects.filter(pk=run.pk).update(cancel=False, **terms(run.version.workflow_id, run.priority))


def prioritise(run_id: UUID, priority: int) -> None:
    Lease.objects.filter(pk=run_id).update(priority=priority)


def _set(what: Workflow | Client, paused: bool, verb: str, by: User | None) -> bool:
    client = _client(what)
    _lock(ALONE, client)
    changed = type(what).objects.filter(pk=what.pk, paused=not paused).update(paused=paused)
    what.paused = paused
    if not changed:
        return False
    _follow(client)
    facts: dict[str, Any] = {"workflow": what.pk} if isinstance(what, Workflow) else {}
    record(client, f"{_noun(what)}.{verb}", by=by, sentence=str(what), **facts)
    return True


def _follow(client_id: int) -> None:
    """Derive `paused` anew for every open lease of a client. What was cancelled ends, paused or not."""
    open_ones = Lease.objects.filter(client_id=client_id, state__in=OPEN, cancel=False)
    # Always in this order, so that two who hold several leases don't wait for each other.
    every = list(open_ones.order_by("run_id").select_for_update().values_list("run_id", "paused"))
    resting = _resting(client_id)
    for paused in (True, False):
        changed = [run for run, was in every if (resting is None or run in resting) == paused != was]
        Lease.objects.filter(pk__in=changed).update(paused=paused, touched=F("touched") + 1)
    leases.tell_holders()


def _resting(client_id: int) -> set[UUID] | None:
    """The open runs of workflows that are paused; None: all of the client's."""
    if Client.objects.filter(pk=client_id, paused=True).exists():
        return None
    runs = Run.objects.filter(client_id=client_id, state__in=Run.OPEN, version__workflow__paused=True)
    return set(runs.values_list("pk", flat=True))


def _lock(statement: str, client_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [f"pause client {client_id}"])


def _client(what: Workflow | Client) -> int:
    return what.client_id if isinstance(what, Workflow) else what.pk


def _noun(what: Workflow | Client) -> str:
    return "workflow" if isinstance(what, Workflow) else "client"
