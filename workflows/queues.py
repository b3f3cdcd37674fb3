"""An agency's clients and their queues: what is in hand, what waits and for how long, and what is paused.

Leases have no row-level security, so every question about them begins with the scope's client ids.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Min, Q
from django.db.models.functions import Now

from tenants.models import Client
from workflows import pausing, spans, standing
from workflows.models import Lease, Run, Workflow


@dataclass(frozen=True)
class Queue:
    """One client's runs now, beside its limits."""

    client: Client
    in_hand: int
    waiting: int  # due and not in hand
    later: int  # tried again by themselves
    resting: int  # held back by a pause
    waited: int = field(repr=False)  # seconds that the first has been due
    paused: str = ""  # since when and by whom

    @property
    def oldest(self) -> str:
        """How long the first of those that wait has been due; "" for none."""
        return spans.words(self.waited) if self.waiting else ""

    @property
    def is_full(self) -> bool:
        return self.in_hand >= self.client.runs_at_once and self.waiting > 0

    @property
    def share(self) -> int:
        """How much of its limit is in hand, in percent."""
        return min(100, round(100 * self.in_hand / self.client.runs_at_once))

    @property
    def may_wait(self) -> int:
        return max(0, self.client.runs_queued - self.waiting - self.later - self.resting)

    @property
    def is_quiet(self) -> bool:
        return not (self.in_hand or self.waiting or self.later or self.resting or self.paused)


def queues(clients: Collection[int]) -> list[Queue]:
    """Those with the longest wait first, quiet ones last."""
    counted = _counted(clients)
    rows = Client.objects.filter(pk__in=clients).order_by("name")
    found = [_queue(client, counted.get(client.pk, {})) for client in rows]
    return sorted(found, key=lambda q: (q.is_quiet, -q.waiting, -q.in_hand))


def _queue(client: Client, counted: dict[str, Any]) -> Queue:
    first, clock = counted.get("first"), counted.get("clock")
    return Queue(
        client=client,
        in_hand=counted.get("in_hand", 0),
        waiting=counted.get("due", 0),
        later=counted.get("later", 0),
        resting=counted.get("resting", 0),
        waited=int((clock - first).total_seconds()) if first and clock else 0,
        paused=standing_since(client),
    )


def standing_since(what: Client | Workflow) -> str:
    """“since 3 Nov 2026, 10:12, by Ada”; "" where nothing is paused."""
    if not what.paused:
        return ""
    told = pausing.since(what)
    by = f", by {told.by}" if told and told.by else ""
    return f"since {standing.moment(told.at)}{by}" if told else "paused"


def _counted(clients: Collection[int]) -> dict[int, dict[str, Any]]:
    """Client -> its counts. One question for each of the leases' partial indexes."""
    ours = Lease.objects.filter(client_id__in=clients).order_by().values("client_id")
    queued, due = ours.filter(state=Lease.State.QUEUED), Q(not_before__lte=Now())
    asked = [
        queued.filter(paused=False).annotate(
            due=Count("run_id", filter=due),
            later=Count("run_id", filter=~due),
            first=Min("not_before", filter=due),
            clock=Now(),
        ),
        ours.filter(state=Lease.State.RUNNING).annotate(in_hand=Count("run_id")),
        queued.filter(paused=True).annotate(resting=Count("run_id")),
    ]
    found: dict[int, dict[str, Any]] = {}
    for rows in asked:
        for row in rows:
            found.setdefault(row["client_id"], {}).update(row)
    return found


def paused_workflows(clients: Collection[int]) -> list[tuple[Workflow, str, int]]:
    """(workflow, since when and by whom, how many of its runs rest)."""
    rows = Workflow.objects.filter(client__in=clients, paused=True).select_related("client")
    return [(row, standing_since(row), _open(row)) for row in rows]


def _open(workflow: Workflow) -> int:
    states = (Run.State.QUEUED, Run.State.RUNNING)
    return Run.objects.filter(
        client_id=workflow.client_id, version__workflow=workflow, state__in=states
    ).count()
