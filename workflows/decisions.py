"""What people do to runs: start, decide, cancel, resume, prefer. Each is one transaction and rings the doorbell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from tenants.models import Client, User
from workflows import circuits, doorbell, leases, limits, lineup, pausing, records
from workflows.engine.outcomes import Outcome
from workflows.engine.plan import settle, superseded
from workflows.models import Attempt, Event, Lease, Run, Version
from workflows.models.event import record, record_all


class Overtaken(Exception):
    """The step waits for no decision any more: somebody else decided, or a newer text replaced the one decided on."""

    def __init__(self) -> None:
        super().__init__("Somebody decided on this piece before you, or a newer version replaced it.")


@transaction.atomic
def start(
    version: Version, brief: dict[str, Any], *, title: str, origin: str, by: User | None = None, **more: Any
) -> Run:
    """A new run of a version, queued. The brief has to be checked before (workflows.intake).

    Raises limits.QueueFull; then nothing was written."""
    limits.refuse_if_full(Client.objects.get(pk=version.client_id))
    run = Run.objects.create(
        client_id=version.client_id,
        version=version,
        brief=brief,
        title=title[:200],
        origin=origin,
        started_by=by,
        **more,
    )
    Lease.objects.create(
        run_id=run.pk, client_id=run.client_id, **pausing.terms(version.workflow_id, run.priority)
    )
    record(run.client_id, "run.started", run=run.pk, by=by, origin=origin)
    doorbell.ring()
    return run


@transaction.atomic
def start_many(
    version: Version,
    runs: Sequence[Mapping[str, Any]],
    *,
    origin: str,
    by: User | None = None,
    priority: int = Run.Priority.NORMAL,
    **more: Any,
) -> list[Run]:
    """New runs of a version, queued, with one ring for all. `runs` gives each one's brief and title, and what else is
    its own; the briefs have to be checked before, and there has to be room for them."""
    home = {"client_id": version.client_id, "origin": origin}
    shared = {**home, "version": version, "started_by": by, "priority": priority, **more}
    made = Run.objects.bulk_create(Run(**shared, **{**run, "title": run["title"][:200]}) for run in runs)
    terms = {"client_id": version.client_id, **pausing.terms(version.workflow_id, priority)}
    Lease.objects.bulk_create(Lease(run_id=run.pk, **terms) for run in made)
    facts = {"client_id": version.client_id, "kind": "run.started", "by": by, "data": {"origin": origin}}
    record_all([Event(run=run.pk, **facts) for run in made])
    doorbell.ring()
    return made


@transaction.atomic
def decide(run_id: UUID, attempt_id: int, outcome: Outcome, by: User | None = None, **facts: str) -> Attempt:
    """A person's decision on a waiting step. The run goes on at once. `facts` go to the event. Raises Overtaken."""
    row = waiting(run_id, attempt_id)
    run = row.run
    definition, history, asked = run.definition, records.history(run), records.as_attempt(row)
    settled = replace(settle(definition, history, asked.start, outcome), draw=asked.draw)
    records.copy(settled, row)
    row.finished_at = now()
    row.save()
    record(
        run.client_id,
        f"step.{row.state}",
        run=run.pk,
        sentence=row.note,
        step_key=row.key,
        attempt=row.pk,
        by=by,
        **facts,
    )
    leases.wake(run_id)
    doorbell.ring()
    return row


def waiting(run_id: UUID, attempt_id: int) -> Attempt:
    """The attempt, locked behind its run, if it still waits for a decision on a text that is current. Raises
    Overtaken."""
    leases.lock(run_id)
    run = Run.with_trials.select_related("version").get(pk=run_id)
    rows = Attempt.objects.select_for_update().filter(pk=attempt_id, run=run, state=Attempt.State.WAITING)
    row = rows.first()
    if row is None:
        raise Overtaken
    if superseded(run.definition, records.history(run), records.as_attempt(row).start):
        raise Overtaken
    row.run = run
    return row


@transaction.atomic
def cancel(run: Run, by: User | None = None) -> bool:
    """Stop a run. What is in flight is dropped. False if it had ended already."""
    return cancel_all([run], by) == 1


@transaction.atomic
def cancel_all(runs: Iterable[Run], by: User | None = None) -> int:
    """Stop these runs, with one ring for all. Returns how many had not ended already."""
    stopped = sum(_cancelled(run, by) for run in runs)
    if stopped:
        doorbell.ring()
    return stopped


def _cancelled(run: Run, by: User | None) -> bool:
    leases.lock(run.pk)
    run.refresh_from_db()
    if not run.is_open:
        return False
    Lease.objects.filter(pk=run.pk).update(paused=False)  # what is paused can be stopped all the same
    leases.wake(run.pk, cancel=True)
    record(run.client_id, "run.cancelled", run=run.pk, by=by)
    return True


@transaction.atomic
def prefer(run: Run, priority: int, by: User | None = None) -> bool:
    """Put a run before or behind the client's others. False if it had ended already."""
    leases.lock(run.pk)
    run.refresh_from_db()
    if not run.is_open:
        return False
    run.priority = priority
    run.save(update_fields=["priority"])
    pausing.prioritise(run.pk, priority)
    words = f"Priority: {run.get_priority_display().lower()}."
    record(run.client_id, "run.prioritised", run=run.pk, by=by, sentence=words)
    return True


@transaction.atomic
def resume(run: Run, by: User | None = None) -> bool:
    """Go on after a failure that somebody mended: failed attempts are forgiven. False if it had not failed."""
    leases.lock(run.pk)
    run.refresh_from_db()
    if run.state != Run.State.FAILED:
        return False
    run.attempts.filter(state=Attempt.State.FAILED).update(forgiven=True)
    run.state, run.sentence, run.finished_at = Run.State.QUEUED, "", None
    run.save(update_fields=["state", "sentence", "finished_at"])
    pausing.queue_again(run)
    leases.wake(run.pk)
    if circuits.any_for_a_person():
        circuits.mended([account.credential for account in lineup.of_client(run.client_id).accounts.values()])
    record(run.client_id, "run.resumed", run=run.pk, by=by)
    doorbell.ring()
    return True


UNBEGUN = "Cancelled before it began."


@transaction.atomic
def cancel_unbegun(runs: QuerySet[Run], by: User | None = None) -> int:
    """End those of these runs that no worker has ever had in hand. Returns how many. They end here and now: a worker
    would have to claim each of them to find that there is nothing to drop."""
    waiting = Lease.objects.filter(
        run_id__in=runs.filter(state=Run.State.QUEUED).values("pk"), state=Lease.State.QUEUED, epoch=0
    )
    found = list(waiting.select_for_update(skip_locked=True).values_list("run_id", flat=True))
    Lease.objects.filter(run_id__in=found).update(state=Lease.State.DONE)
    ended = Run.objects.filter(pk__in=found)
    ended.update(state=Run.State.STOPPED, sentence=UNBEGUN, finished_at=now())
    clients = ended.values_list("pk", "client_id")
    facts = {"kind": "run.stopped", "sentence": UNBEGUN, "by": by}
    record_all([Event(run=pk, client_id=client, **facts) for pk, client in clients])
    return len(found)
