"""From checked rows to queued runs."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.timezone import now
from django_q.tasks import async_task

from tenants.models import User
from tenants.scope import tenant_tx
from workflows import decisions, limits
from workflows.models import Bulk, Run, Version

log = logging.getLogger(__name__)

BATCH = 200  # rows in one transaction
SECONDS = 30  # of one task; what is left then waits for the next, so that no worker is held for long
STUCK = "SELECT client, bulk FROM baton_bulks_to_start(make_interval(secs => %s))"
STILL = 20  # seconds without a batch: whoever was at it is lost, or never came


class Outdated(Exception):
    """The rows were checked against a version that is no longer the published one. Its text is a sentence."""

    def __init__(self, version: Version) -> None:
        super().__init__(
            f"Version {version.number}, by which this sheet was checked, is no longer the published one. Nothing was "
            "started. Upload the sheet again."
        )


@transaction.atomic
def begin(bulk: Bulk, by: User | None = None, priority: int = Run.Priority.LOW) -> bool:
    """Hand the rows to a worker. False if that has been done already. Raises Outdated and limits.QueueFull."""
    rows = Bulk.objects.defer("rows", "problems").select_related("version", "client")
    bulk = rows.select_for_update(no_key=True, of=("self",)).get(pk=bulk.pk)
    if bulk.state != Bulk.State.CHECKED:
        return False
    if bulk.version.state != Version.State.PUBLISHED:
        raise Outdated(bulk.version)
    limits.take_room(bulk.client, bulk.size)
    changes = {"state": Bulk.State.STARTING, "priority": priority, "started_by": by, "started_at": now()}
    Bulk.objects.filter(pk=bulk.pk).update(**changes, moved_at=Now())
    _ring(bulk.client_id, bulk.pk)
    return True


def go_on(client_id: int, bulk_id: int, tell: Callable[[Bulk], object] | None = None) -> None:
    """What a worker does: start rows, for a while. Ends at once where somebody else is at it, or nothing is left.
    After each batch `tell` is called, for whoever watches."""
    until = time.monotonic() + SECONDS
    rows: list[Any] | None = None
    while time.monotonic() < until:
        with tenant_tx(client_id):
            bulk = _held(bulk_id)
            if bulk is None:
                return
            rows = Bulk.objects.values_list("rows", flat=True).get(pk=bulk_id) if rows is None else rows
            _start(bulk, rows[bulk.begun : bulk.begun + BATCH])
        if tell:
            tell(bulk)
        if bulk.state != Bulk.State.STARTING:
            return
    _ring(client_id, bulk_id)


def resume_stuck() -> int:
    """Ring for every bulk start that stands still: bells get lost, and workers too. Returns how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(STUCK, [STILL])
        stuck = cursor.fetchall()
    for client_id, bulk_id in stuck:
        log.warning("bulk start %s of client %s stands still: a worker takes it up again", bulk_id, client_id)
        _ring(client_id, bulk_id)
    return len(stuck)


def _held(bulk_id: int) -> Bulk | None:
    """The bulk start, locked until the transaction ends; None where there is nothing to do for us. Its rows are not
    among what is read: they may be many megabytes, and each batch asks anew."""
    waiting = Bulk.objects.filter(pk=bulk_id, state=Bulk.State.STARTING).defer("rows", "problems")
    unlocked = waiting.select_for_update(skip_locked=True, no_key=True, of=("self",))
    return unlocked.select_related("version").first()


def _start(bulk: Bulk, rows: list[Any]) -> None:
    runs = [{"bulk_row": row, "title": title, "brief": brief} for row, title, brief in rows]
    decisions.start_many(
        bulk.version, runs, origin=Run.Origin.BULK, by=bulk.started_by, priority=bulk.priority, bulk=bulk
    )
    bulk.advance(len(runs))


def _ring(client_id: int, bulk_id: int) -> None:
    """In the caller's transaction: the bell is heard when that is committed."""
    async_task("workflows.bulks.go_on", client_id, bulk_id, task_name="start rows")
