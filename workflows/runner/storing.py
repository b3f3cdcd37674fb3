"""One transaction for what many runs want stored. It begins with the fence, so a worker that lost a run writes nothing
for it; what a call has cost is booked all the same."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from tenants.scope import tenant_tx
from workflows import failpoints, leases, records, statements
from workflows.batches import ordering
from workflows.engine.attempts import Attempt
from workflows.engine.tools import Context
from workflows.leases import Claim, LostLease
from workflows.models import Call, Event
from workflows.models.event import tell
from workflows.runner import reserving
from workflows.runner.changes import Changes, Moved, Stored

NOTHING = Context()
Answer = Stored | Exception
QUIET = ("step.started", "step.passed", "step.skipped")  # written, but not told


def store(batch: Sequence[Changes]) -> list[Answer]:
    """An answer for each: Stored, Moved or LostLease. Any other error leaves nothing of the batch stored."""
    with tenant_tx(*{changes.held.client_id for changes in batch}):
        answers = _fenced(batch)
        accepted = [
            (changes, answer)
            for changes, answer in zip(batch, answers, strict=True)
            if isinstance(answer, Stored)
        ]
        events = _attempts(accepted)
        _fallen([changes for changes, _ in accepted])
        _runs([changes for changes, _ in accepted])
        reserving.lock(batch)
        _costs(batch)
        allowed = Call.objects.bulk_create(reserving.allowed(accepted))
        ordering.place(
            [changes.order for changes, _ in accepted if changes.order and changes.order.call in allowed]
        )
        ordering.take([order for changes, _ in accepted for order in changes.taken])
        reserving.warn(batch)
        events += _events([event for changes, _ in accepted for event in changes.events])
        tell(events) if events else None
        if given := [(changes.held, changes.release) for changes, _ in accepted if changes.release]:
            leases.release(given)
        failpoints.reached("storing")
    return answers


def _fenced(batch: Sequence[Changes]) -> list[Answer]:
    asking = {changes.held.run_id: changes.held for changes in batch if changes.is_fenced}
    progressed = [changes.held.run_id for changes in batch if changes.progressed]
    found = leases.fence(list(asking.values()), progressed) if asking else {}
    return [_answer(changes, found) for changes in batch]


def _answer(changes: Changes, found: dict[UUID, leases.Renewed]) -> Answer:
    if not changes.is_fenced:
        return Stored(None)
    lease = found.get(changes.held.run_id)
    if lease is None:
        return LostLease(changes.held.run_id)
    if changes.touched is not None and changes.touched != lease.touched:
        return Moved(changes.held.run_id)
    return Stored(lease)


def _attempts(accepted: Sequence[tuple[Changes, Stored]]) -> list[Event]:
    """Stores attempts, gives their ids to who asked, and returns the events that have to be told."""
    rows = [_row(changes.held, *one) for changes, _ in accepted for one in changes.attempts]
    if not rows:
        return []
    asked = {
        (changes.held.run_id, attempt.series, attempt.number): stored
        for changes, stored in accepted
        for attempt, _ in changes.attempts
    }
    clients = {changes.held.run_id: changes.held.client_id for changes, _ in accepted}
    told = []
    for pk, run_id, key, item, number, event_id, kind, sentence in _executed(statements.ATTEMPTS, rows, True):
        asked[run_id, (key, item), number].ids[(key, item), number] = pk
        if kind not in QUIET:
            facts = {"attempt": pk, "item": item}
            told.append(
                Event(id=event_id, client_id=clients[run_id], run=run_id, kind=kind, step_key=key,
                      sentence=sentence, data=facts)
            )  # fmt: skip
    return told


def _row(held: Claim, attempt: Attempt, context: Context | None) -> dict[str, Any]:
    columns = records.as_columns(attempt)
    columns.update(client_id=held.client_id, run_id=held.run_id, **records.memory(context or NOTHING))
    return columns


def _fallen(accepted: Sequence[Changes]) -> None:
    rows = [
        {"client_id": changes.held.client_id, "run_id": changes.held.run_id, "note": changes.fell}
        for changes in accepted
        if changes.fell
    ]
    if rows:
        _executed(statements.FALLEN, rows)


def _runs(accepted: Sequence[Changes]) -> None:
    rows = [
        {
            "client_id": changes.held.client_id,
            "id": changes.held.run_id,
            "state": changes.state,
            "sentence": changes.sentence,
            "flagged": any(attempt.flagged for attempt, _ in changes.attempts),
        }
        for changes in accepted
        if changes.state
    ]
    if rows:
        _executed(statements.RUNS, rows)


def _events(events: Sequence[Event]) -> Sequence[Event]:
    """Stored, and with their ids."""
    rows = [
        {"client_id": event.client_id, "run": event.run, "kind": event.kind, "sentence": event.sentence}
        for event in events
    ]
    ids = {run: pk for pk, run in _executed(statements.EVENTS, rows, True)} if rows else {}
    for event in events:
        event.pk = ids[event.run]
    return events


def _costs(batch: Sequence[Changes]) -> None:
    if rows := [row for changes in batch for row in changes.settled_calls]:
        _executed(statements.CALLS, rows)


def _executed(statement: str, rows: Sequence[Mapping[str, Any]], answers: bool = False) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows, ensure_ascii=False, default=str)])
        return cursor.fetchall() if answers else []
