"""Schedules at work. The sweep calls `fire_due` again and again, in any number of workers, also at the same moment.

An alarm is locked while its schedule is seen to, and the others pass it over. Whoever inserts the fire of a slot starts
its run, in the same transaction. Only the database's clock is asked. One bad schedule can't hold up the others.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models.functions import Now

from tenants.models import User
from tenants.scope import tenant_tx
from workflows import intake, limits, timetable
from workflows.models import Alarm, Fire, Run, Schedule
from workflows.models.event import record
from workflows.models.schedule import database_now

log = logging.getLogger(__name__)
BATCH = 25  # schedules in one transaction
OURS = "Something went wrong in Baton itself; its log says what. The next run comes as planned."
MISSED = "Baton was not running then, and this schedule doesn't make up for it"


def fire_due(limit: int = 1000) -> int:
    """See to the schedules that are due, at most `limit` of them. Returns how many there were."""
    seen: list[int] = []
    while len(seen) < limit and (batch := _see_to_some(min(BATCH, limit - len(seen)), seen)):
        seen += batch
    return len(seen)


@transaction.atomic
def run_now(schedule: Schedule, by: User) -> Run:
    """A run out of turn. Raises intake.BadBrief and limits.QueueFull."""
    run = intake.start(schedule.workflow, schedule.brief, by=by)
    Fire.objects.create(
        client_id=schedule.client_id,
        schedule=schedule,
        slot=database_now(),
        run=run,
        sentence=f"Started out of turn by {by}.",
    )
    return run


@transaction.atomic
def _see_to_some(number: int, but: list[int]) -> list[int]:
    due = Alarm.objects.filter(due_at__lte=Now()).exclude(pk__in=but).order_by("due_at")
    alarms = list(due.annotate(now=Now()).select_for_update(skip_locked=True)[:number])
    for alarm in alarms:
        _safely(alarm, alarm.now)
    return [alarm.pk for alarm in alarms]


def _safely(alarm: Alarm, now: datetime) -> None:
    try:
        with tenant_tx(alarm.client_id):
            _see_to(alarm, now)
    except OperationalError:  # the database's trouble, not the schedule's: it stays due for the next sweep
        log.warning("schedule %s could not be seen to", alarm.pk, exc_info=True)
    except Exception:
        log.exception("schedule %s", alarm.pk)
        with tenant_tx(alarm.client_id):
            schedule = Schedule.objects.get(pk=alarm.pk)
            _fail(schedule, alarm.due_at, OURS)
            _move_on(schedule, alarm, now)


def _see_to(alarm: Alarm, now: datetime) -> None:
    rows = Schedule.objects.filter(pk=alarm.pk)
    if not rows.exists():
        alarm.delete()  # gone with its workflow
        return
    unlocked = rows.select_for_update(of=["self"], skip_locked=True)
    schedule = unlocked.select_related("workflow__client").first()
    if schedule:  # else somebody is changing it right now, and sets its alarm
        _answer(schedule, alarm, now)


def _answer(schedule: Schedule, alarm: Alarm, now: datetime) -> None:
    try:
        due = timetable.due(schedule.cron, schedule.zone, alarm.due_at, now, schedule.catch_up)
    except ValueError as wrong:  # a zone that was renamed, cron text that a newer library reads otherwise
        _switch_off(schedule, alarm, str(wrong))
        return
    if why := _paused(schedule):
        _leave_out(schedule, (*due.left_out, *due.slots), why)
    else:
        _leave_out(schedule, due.left_out, MISSED)
        for slot in due.slots:
            _fire(schedule, slot)
    _move_on(schedule, alarm, now)


def _fire(schedule: Schedule, slot: datetime) -> None:
    fire = _claim(schedule, slot)
    if fire is None:
        return
    try:
        fire.run = intake.start(schedule.workflow, schedule.brief, origin=Run.Origin.SCHEDULE)
    except (intake.BadBrief, limits.QueueFull) as refused:
        fire.outcome, fire.sentence = Fire.Outcome.FAILED, str(refused)
        _tell(fire)
    fire.save(update_fields=["run", "outcome", "sentence"])


def _fail(schedule: Schedule, slot: datetime, sentence: str) -> None:
    fire = _claim(schedule, slot, outcome=Fire.Outcome.FAILED, sentence=sentence)
    if fire:
        _tell(fire)


def _leave_out(schedule: Schedule, slots: Sequence[datetime], why: str) -> None:
    """One line for all of them, at the last."""
    if slots:
        more = " or more" if len(slots) >= timetable.SEEN else ""
        many = f"{len(slots)}{more} slots were left out, this one the last" if len(slots) > 1 else "Left out"
        _claim(schedule, slots[-1], outcome=Fire.Outcome.SKIPPED, sentence=f"{many}: {why}.")


def _claim(schedule: Schedule, slot: datetime, **facts: str) -> Fire | None:
    """The slot is ours to see to; None if somebody else has had it."""
    fire, mine = Fire.objects.get_or_create(
        client_id=schedule.client_id, schedule=schedule, slot=slot, defaults=facts
    )
    return fire if mine else None


def _tell(fire: Fire) -> None:
    """What fails again and again for one reason is one event."""
    schedule = fire.schedule
    before = schedule.fires.exclude(pk=fire.pk).first()
    if before is None or before.sentence != fire.sentence:
        record(
            fire.client_id,
            "schedule.failed",
            sentence=f"“{schedule}” could not start: {fire.sentence}",
            schedule=schedule.pk,
            workflow=schedule.workflow_id,
        )


def _paused(schedule: Schedule) -> str:
    """Runs are not piled up for the day when work goes on."""
    for rests in (schedule.workflow, schedule.workflow.client):
        if rests.paused:
            return f"“{rests}” is paused"
    return ""


def _move_on(schedule: Schedule, alarm: Alarm, now: datetime) -> None:
    following = next(schedule.coming(now), None)
    if following is None:
        alarm.delete()
    else:
        Alarm.objects.filter(pk=alarm.pk).update(due_at=following)


def _switch_off(schedule: Schedule, alarm: Alarm, why: str) -> None:
    _fail(schedule, alarm.due_at, f"{why} It is switched off until somebody mends it.")
    schedule.enabled = False
    schedule.save(update_fields=["enabled"])
    alarm.delete()
