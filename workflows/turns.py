"""A run's transactions: take a turn (plan and begin), settle a step, recover after a crash, bury what can't go on.

Each begins with the fence (leases.renew), so a worker that lost the run writes nothing.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import F, Sum

from memory import recall
from tenants.models import Client
from tenants.scope import tenant_tx
from workflows import leases, records
from workflows.engine.attempts import Attempt, Ending, Plan, Spent, Start
from workflows.engine.definition import Definition, Step
from workflows.engine.inputs import Inputs, RunFacts, gather
from workflows.engine.outcomes import Outcome
from workflows.engine.plan import plan
from workflows.engine.plan import settle as settled
from workflows.engine.tools import Passage
from workflows.models import Attempt as Row
from workflows.models import Lease, Run
from workflows.models.event import record

Clock = Callable[[], datetime]
LOST = "The worker that had this in hand was lost. It is done again."
CANCELLED = "The run was cancelled."
BURIED = "This run ended its worker {n} times in a row, so it was taken out. Look at the log, then resume it."


@dataclass(frozen=True)
class Work:
    """A step that was begun, with all that performing it needs: no row is read any more."""

    attempt_id: int
    definition: Definition
    step: Step
    start: Start
    inputs: Inputs


@dataclass(frozen=True)
class Turn:
    works: tuple[Work, ...]
    clock: Clock  # the database's time, carried on by this process's own
    cancelled: bool = False


def take(held: leases.Claim, *, in_flight: bool, handing_over: bool) -> Turn:
    """Plan and begin what is ready. Where nothing is in flight and nothing begins, the run rests or ends."""
    with tenant_tx(held.client_id):
        fence = leases.renew(held)
        clock = partial(_later, fence.now, time.monotonic())
        if fence.cancelled:
            return Turn((), clock, cancelled=True)
        if handing_over:
            if not in_flight:
                leases.release(held, Lease.State.QUEUED)
            return Turn((), clock)
        run = _load(held)
        works, planned = _begin(run, fence)
        if not works and not in_flight:
            _rest(held, run, planned, fence.now)
        return Turn(works, clock)


def settle(held: leases.Claim, work: Work, outcome: Outcome, context: list[Passage]) -> None:
    """Store how a step ended."""
    with tenant_tx(held.client_id):
        fence = leases.renew(held)
        row = Row.objects.select_related("run").get(pk=work.attempt_id)
        # As things stand now: a sibling may have ended since this step began.
        attempt = settled(work.definition, records.history(row.run), work.start, outcome)
        _store(row, attempt, fence.now, context)
        leases.progressed(held)
        _tell(row)
        if row.flagged:
            Run.objects.filter(pk=held.run_id).update(flagged=True)


def recover(held: leases.Claim) -> None:
    """Attempts that an earlier holder left open are forgiven failures: they are done again and don't count."""
    with tenant_tx(held.client_id):
        fence = leases.renew(held)
        _close_open(held, fence.now, note=LOST, forgiven=True, retry_at=fence.now, owner="nobody")
        Run.objects.filter(pk=held.run_id).update(state=Run.State.RUNNING, sentence="")


def drop(held: leases.Claim) -> None:
    """End a cancelled run; attempts in flight are closed without a result."""
    with tenant_tx(held.client_id):
        fence = leases.renew(held)
        _close_open(held, fence.now, note=CANCELLED)
        run = _load(held)
        _rest(held, run, _plan(run, run.version.definition, records.history(run), fence), fence.now)


def bury(held: leases.Claim) -> None:
    """A run that takes its workers down is failed, visibly, and out of everybody's way."""
    with tenant_tx(held.client_id):
        fence = leases.renew(held)
        _end(_load(held), Ending("failed", BURIED.format(n=leases.CLAIMS)), fence.now)
        leases.release(held, Lease.State.DEAD)


def _close_open(held: leases.Claim, now: datetime, **columns: Any) -> None:
    """What is in flight has failed, as these columns say."""
    for row in Row.objects.filter(run_id=held.run_id, state=Row.State.OPEN):
        for name, value in {"state": Row.State.FAILED, "finished_at": now, **columns}.items():
            setattr(row, name, value)
        row.save()
        _tell(row)


def _later(then: datetime, mark: float) -> datetime:
    return then + timedelta(seconds=time.monotonic() - mark)


def _load(held: leases.Claim) -> Run:
    return Run.objects.select_related("version__workflow").get(pk=held.run_id)


def _plan(run: Run, definition: Definition, history: tuple[Attempt, ...], fence: leases.Renewed) -> Plan:
    return plan(definition, history, fence.now, spent=_spent(run), cancelled=fence.cancelled)


def _begin(run: Run, fence: leases.Renewed) -> tuple[tuple[Work, ...], Plan]:
    """Skipped steps are finished as soon as they are stored: plan again while there were any."""
    works: list[Work] = []
    definition, facts = run.version.definition, None
    while True:
        history = records.history(run)
        planned = _plan(run, definition, history, fence)
        for start in planned.starts:
            row = Row.objects.create(client_id=run.client_id, run=run, **records.as_columns(start.attempt))
            _tell(row)
            if start.state == "open":
                facts = facts or _facts(run)
                inputs = gather(definition, history, start, facts)
                works.append(Work(row.pk, definition, definition.step(start.key), start, inputs))
        if all(start.state == "open" for start in planned.starts):
            return tuple(works), planned


def _rest(held: leases.Claim, run: Run, planned: Plan, now: datetime) -> None:
    if planned.ending:
        _end(run, planned.ending, now)
        leases.release(held, Lease.State.DONE)
    elif planned.wait_until:
        _wait(run, _why(run))
        leases.release(held, Lease.State.QUEUED, planned.wait_until)
    else:
        _wait(run, _why(run))
        leases.release(held, Lease.State.PARKED)


def _wait(run: Run, sentence: str) -> None:
    run.state, run.sentence = Run.State.WAITING, sentence
    run.save(update_fields=["state", "sentence"])
    record(run.client_id, "run.waiting", run=run.pk, sentence=sentence)


def _why(run: Run) -> str:
    last = run.attempts.filter(state__in=[Row.State.WAITING, Row.State.FAILED]).order_by("id").last()
    return last.note if last else ""


def _end(run: Run, ending: Ending, now: datetime | None) -> None:
    run.state, run.sentence, run.finished_at = ending.state, ending.sentence, now
    run.save(update_fields=["state", "sentence", "finished_at"])
    record(run.client_id, f"run.{ending.state}", run=run.pk, sentence=ending.sentence)


def _store(row: Row, attempt: Attempt, now: datetime, context: list[Passage]) -> None:
    records.copy(attempt, row)
    row.context = records.passages(context)
    row.finished_at = None if attempt.state == "waiting" else now
    row.save()


def _tell(row: Row) -> None:
    kind = "step.started" if row.state == Row.State.OPEN else f"step.{row.state}"
    record(
        row.client_id,
        kind,
        run=row.run_id,
        sentence=row.note,
        step_key=row.key,
        attempt=row.pk,
        item=row.item,
    )


def _facts(run: Run) -> RunFacts:
    client = Client.objects.get(pk=run.client_id)
    return RunFacts(
        id=str(run.pk), client=client.name, workflow=run.workflow.name, language=client.language,
        forbidden=tuple(recall.forbidden_phrases(run.client_id)),
    )  # fmt: skip


def _spent(run: Run) -> Spent:
    finished = run.attempts.filter(finished_at__isnull=False, by_person=False)
    work = finished.aggregate(total=Sum(F("finished_at") - F("started_at")))["total"]
    return Spent(minutes=work.total_seconds() / 60 if work else 0.0, cost_usd=float(run.cost))
