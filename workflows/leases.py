"""Who carries a run now: claiming, renewing and giving back, and waking what rests. The SQL is in statements.py."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from workflows import statements

CLAIMS = 8  # claims without a finished step between: after that the run is dead, or it would take workers down for ever


SUSPECT = 2  # claims of a lost run from which it is carried apart
TOGETHER = 16  # suspects that a drain takes at once; half as many for each loss more


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
    """A lease as its holder finds it."""

    touched: int  # differs from what the holder knows: somebody else wrote for the run
    cancelled: bool
    paused: bool
    now: datetime  # by the database's clock


@dataclass(frozen=True)
class Release:
    """How a lease is given back: to be claimed again (now, or not before a time), to rest, or for good."""

    state: str
    not_before: datetime | None = None


def claim(limit: int, owner: str, *, after: int = 0, newcomers: bool = False) -> tuple[list[Claim], int]:
    """Up to `limit` due runs of clients after this one, and the client to go on after next time (0: from the start).
    `newcomers`: only of clients that have no run in hand anywhere."""
    values = {"limit": limit, "after": after, "newcomers": newcomers, "suspect": SUSPECT}
    values["together"] = min(TOGETHER, limit)
    rows = _claim(statements.CLAIM, owner, values)
    return [Claim(*row[1:]) for row in rows if row[1]], rows[0][0] or 0


def claim_one(run_id: UUID, owner: str) -> Claim | None:
    """This run, if it is due, whoever else waits."""
    rows = _claim(statements.CLAIM_ONE, owner, {"only": run_id})
    return Claim(*rows[0][1:]) if rows else None


def _claim(statement: str, owner: str, values: dict) -> list[tuple]:
    common = {"owner": owner, "seconds": settings.LEASE_SECONDS, "claims": CLAIMS}
    with connection.cursor() as cursor:
        cursor.execute(statement, {**common, **values})
        return cursor.fetchall()


def fence(held: Sequence[Claim], progressed: Iterable[UUID] = ()) -> dict[UUID, Renewed]:
    """Renew the leases that are still ours; a run that is missing in the answer is somebody else's."""
    moved_on = set(progressed)
    held = sorted(held, key=lambda one: one.run_id)  # as whoever pauses: so that nobody waits for the other
    values = [
        settings.LEASE_SECONDS,
        [one.run_id for one in held],
        [one.epoch for one in held],
        [one.run_id in moved_on for one in held],
    ]
    with connection.cursor() as cursor:
        cursor.execute(statements.FENCE, values)
        return {row[0]: Renewed(*row[1:]) for row in cursor.fetchall()}


def renew(held: Claim) -> Renewed:
    """The fence for one run. Call it first in a transaction that writes for it; LostLease if it isn't ours any more."""
    found = fence([held]).get(held.run_id)
    if found is None:
        raise LostLease(held.run_id)
    return found


def release(given: Sequence[tuple[Claim, Release]]) -> None:
    values: list[Any] = [
        [held.run_id for held, _ in given],
        [held.epoch for held, _ in given],
        [how.state for _, how in given],
        [how.not_before for _, how in given],
    ]
    with connection.cursor() as cursor:
        cursor.execute(statements.RELEASE, values)


def lock(run_id: UUID) -> None:
    """Hold a run still until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(statements.LOCK, [run_id])


def wake(run_id: UUID, *, cancel: bool = False) -> None:
    """Queue a resting run, or make whoever carries it look at it anew and plan again."""
    with connection.cursor() as cursor:
        cursor.execute(statements.WAKE, [cancel, run_id])
    tell_holders()


def tell_holders() -> None:
    """Have whoever carries runs look at their leases, as soon as this transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY baton_moved")


def seconds_to_next() -> float | None:
    """Until something is due, negative if it is; None where nothing waits."""
    with connection.cursor() as cursor:
        cursor.execute(statements.NEXT_DUE)
        (seconds,) = cursor.fetchone()
    return None if seconds is None else float(seconds)
