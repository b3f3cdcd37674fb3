"""The hot statements on the lease table, in SQL because each has to be one round trip and one lock.

A lease says who carries a run now. `epoch` is the fencing token: it grows with each claim, and whoever writes for a run
renews its lease by epoch first, in the same transaction. No row renewed means that the run is somebody else's now.
Only the database's clock is asked.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection

CLAIMS = 5  # claims without a finished step between: after that the run is dead, or it would take workers down for ever

# Clients with the fewest runs in hand come first, so that one client's bulk doesn't hold up another's single run.
CLAIM = """
WITH busy AS (
  SELECT client_id, count(*) AS n FROM workflows_lease
   WHERE state = 'running' AND lease_until > clock_timestamp() GROUP BY 1
), due AS (
  SELECT l.run_id FROM workflows_lease l LEFT JOIN busy b USING (client_id)
   WHERE (l.state = 'queued' AND l.not_before <= clock_timestamp()
      OR l.state = 'running' AND l.lease_until < clock_timestamp())
     AND (%(only)s::uuid IS NULL OR l.run_id = %(only)s::uuid)
   ORDER BY coalesce(b.n, 0), l.not_before
   LIMIT %(limit)s FOR UPDATE OF l SKIP LOCKED
)
UPDATE workflows_lease l
   SET epoch = l.epoch + 1, claims = l.claims + 1, owner = %(owner)s,
       lease_until = clock_timestamp() + make_interval(secs => %(seconds)s),
       state = 'running'
  FROM due WHERE l.run_id = due.run_id
RETURNING l.run_id, l.client_id, l.epoch, l.claims > %(claims)s
"""

RENEW = """
UPDATE workflows_lease SET lease_until = clock_timestamp() + make_interval(secs => %s)
 WHERE run_id = %s AND epoch = %s AND state = 'running'
RETURNING cancel, clock_timestamp()
"""

RELEASE = """
UPDATE workflows_lease
   SET state = %s, not_before = coalesce(%s, clock_timestamp()), lease_until = NULL, claims = 0
 WHERE run_id = %s AND epoch = %s AND state = 'running'
"""

PROGRESS = "UPDATE workflows_lease SET claims = 0 WHERE run_id = %s AND epoch = %s"

# Whoever carries the run has to wait for this lock before it plans or rests, and then sees what was written under it.
LOCK = "SELECT 1 FROM workflows_lease WHERE run_id = %s FOR UPDATE"

WAKE = """
UPDATE workflows_lease
   SET state = CASE WHEN state IN ('parked', 'done', 'dead') THEN 'queued' ELSE state END,
       not_before = clock_timestamp(), claims = 0, cancel = cancel OR %s
 WHERE run_id = %s
"""

# A lease that runs out is due as well: whoever held it was lost.
NEXT_DUE = """
SELECT extract(epoch FROM min(CASE state WHEN 'queued' THEN not_before ELSE lease_until END) - clock_timestamp())
  FROM workflows_lease WHERE state IN ('queued', 'running')
"""


class LostLease(Exception):
    """The run is somebody else's now: drop what was made for it, silently."""


@dataclass(frozen=True)
class Claim:
    """A run in hand: its id and client, the epoch that proves it, and whether it killed its workers too often."""

    run_id: UUID
    client_id: int
    epoch: int
    dead: bool


@dataclass(frozen=True)
class Renewed:
    cancelled: bool
    now: datetime  # by the database's clock


def claim(limit: int, owner: str, only: UUID | None = None) -> list[Claim]:
    values = {
        "limit": limit,
        "owner": owner,
        "only": only,
        "seconds": settings.LEASE_SECONDS,
        "claims": CLAIMS,
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        return [Claim(*row) for row in cursor.fetchall()]


def renew(held: Claim) -> Renewed:
    """The fence. Call it first in every transaction that writes for a run; LostLease if it isn't ours any more."""
    with connection.cursor() as cursor:
        cursor.execute(RENEW, [settings.LEASE_SECONDS, held.run_id, held.epoch])
        row = cursor.fetchone()
    if row is None:
        raise LostLease(held.run_id)
    return Renewed(*row)


def release(held: Claim, state: str, not_before: datetime | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(RELEASE, [state, not_before, held.run_id, held.epoch])


def progressed(held: Claim) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PROGRESS, [held.run_id, held.epoch])


def lock(run_id: UUID) -> None:
    """Hold a run still until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [run_id])


def wake(run_id: UUID, *, cancel: bool = False) -> None:
    """Queue a resting run, or make whoever carries it plan again."""
    with connection.cursor() as cursor:
        cursor.execute(WAKE, [cancel, run_id])


def seconds_to_next() -> float | None:
    with connection.cursor() as cursor:
        cursor.execute(NEXT_DUE)
        (seconds,) = cursor.fetchone()
    return None if seconds is None else float(seconds)
