"""Clients with a published workflow, and many runs submitted at once, through the doors that everybody uses."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.db.models.functions import Now

from config.demo import material
from memory import documents
from memory.ingest import index_pending
from tenants.models import Agency, Client
from tenants.scope import scope, tenant_tx
from workflows import doorbell, intake
from workflows.engine.definition import Definition
from workflows.models import Lease, Run, Workflow

AT_ONCE = 200  # runs in hand per client, so that not this limit is measured


@dataclass(frozen=True)
class Crowd:
    """Some clients of one agency, each with the same workflow."""

    agency: int
    clients: tuple[int, ...]
    workflows: tuple[Workflow, ...]


@dataclass(frozen=True)
class Submitted:
    runs: tuple[UUID, ...]
    at: float  # when their commit began, on the monotonic clock


def crowd(
    definition: Definition, clients: int = 8, *, slug: str = "bench", remembers: bool = False, **limits: int
) -> Crowd:
    """`remembers`: with the voice, constraints and past pieces of a client of the demo. `limits`: the clients'."""
    agency = Agency.found(name=f"The agency {slug}", slug=slug)
    limits = {"runs_at_once": AT_ONCE, **limits}
    made = [_client(agency, f"{slug}-{number}", limits) for number in range(1, clients + 1)]
    for client in made if remembers else ():
        _remember(client)
    return Crowd(agency.pk, tuple(made), tuple(publish(client, definition) for client in made))


def _client(agency: Agency, slug: str, limits: Mapping[str, int]) -> int:
    with scope([], agency.pk):
        return agency.create_client(name=slug.title(), slug=slug, **limits).pk


def publish(client: int, definition: Definition, slug: str = "w") -> Workflow:
    with tenant_tx(client):
        workflow = Workflow.objects.create(client_id=client, name=slug.title(), slug=slug)
        draft = workflow.open_draft()
        draft.fill(definition)
        draft.publish()
    return workflow


def _remember(client: int) -> None:
    with tenant_tx(client):
        row = Client.objects.get(pk=client)
        for paper in material.agencies()[0].clients[0].papers:
            documents.add_text(row, paper.text, paper.kind, paper.title)
    index_pending(client)


def submit(crowd: Crowd, runs: int, brief: dict[str, Any], clients: Sequence[int] = ()) -> Submitted:
    """All of them in one transaction, the clients in turn: no worker sees one before it sees them all."""
    chosen = [workflow for workflow in crowd.workflows if not clients or workflow.client_id in clients]
    with tenant_tx(*crowd.clients, agency=crowd.agency):
        ids = [
            intake.start(workflow, brief, origin=Run.Origin.COMMAND).pk
            for workflow in islice(cycle(chosen), runs)
        ]
        at = time.monotonic()  # before the commit, so that it is in what is measured
    connections.close_all()  # so that what it did is counted now, and no session of ours idles beside the workers
    return Submitted(tuple(ids), at)


def held(crowd: Crowd, brief: dict[str, Any], client: int) -> UUID:
    """A queued run that nobody takes before tomorrow, as a pattern for many."""
    (workflow,) = (each for each in crowd.workflows if each.client_id == client)
    with tenant_tx(*crowd.clients, agency=crowd.agency):
        run = intake.start(workflow, brief, origin=Run.Origin.BULK)
        Lease.objects.filter(run_id=run.pk).update(not_before=Now() + timedelta(days=1))
    return run.pk


def let_go(client: int) -> None:
    """All that was held of this client is due now."""
    with transaction.atomic():
        Lease.objects.filter(client_id=client, state="queued", not_before__gt=Now()).update(not_before=Now())
        doorbell.ring()
    connections.close_all()
