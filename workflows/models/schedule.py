"""A workflow that starts by itself: when, with which brief, and what each of its slots came to.

A slot fires at most once: UNIQUE (client, schedule, slot) decides, also between two sweeps at the same moment.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.core.validators import MinLengthValidator
from django.db import connection, models, transaction
from django.db.models.functions import Now

from tenants.models import User
from tenants.models.client import valid_timezone
from tenants.tenant import Tenant, TenantKey
from workflows import timetable
from workflows.models.run import Run
from workflows.models.workflow import Workflow


class Schedule(Tenant):
    class CatchUp(models.TextChoices):
        SKIP = "skip", "Leave it out"
        LAST = "last", "Start one run, for the last one missed"
        ALL = "all", f"Start a run for each one missed, up to {timetable.MADE_UP}"

    workflow = TenantKey(Workflow, related_name="schedules")
    name = models.CharField(max_length=80, validators=[MinLengthValidator(1)])
    cron = models.CharField(max_length=120)  # tidied by workflows.timetable
    timezone = models.CharField(max_length=64, validators=[valid_timezone])
    brief = models.JSONField(default=dict)
    catch_up = models.CharField(max_length=4, choices=CatchUp.choices, default=CatchUp.LAST)
    enabled = models.BooleanField(default=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Tenant.Meta):
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["client", "workflow"], name="schedule_of_workflow")]

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> str:
        return timetable.words(self.cron)

    @property
    def zone(self) -> ZoneInfo:
        return timetable.zone_of(self.timezone)

    @property
    def last_fire(self) -> "Fire | None":
        return self.fires.select_related("run").first()

    def coming(self, after: datetime) -> Iterator[datetime]:
        return timetable.coming(self.cron, self.zone, after)

    def slots(self, number: int, after: datetime) -> list[datetime]:
        return list(islice(self.coming(after), number))

    @transaction.atomic
    def wind(self) -> None:
        """Set the alarm for the next slot from now on, or none while it is switched off. What was due is let go."""
        Alarm.objects.filter(pk=self.pk).delete()
        due = next(self.coming(database_now()), None) if self.enabled else None
        if due:
            Alarm.objects.create(schedule_id=self.pk, client_id=self.client_id, due_at=due)

    @transaction.atomic
    def switch(self, on: bool) -> None:
        """Slots that pass while it is off are never made up for. Switching on what is on changes nothing."""
        if self.enabled != on:
            self.enabled = on
            self.save(update_fields=["enabled"])
            self.wind()

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Its runs stay."""
        Alarm.objects.filter(pk=self.pk).delete()
        return super().delete(*args, **kwargs)


class Fire(Tenant):
    """What one slot came to."""

    class Outcome(models.TextChoices):
        STARTED = "started", "Started"
        SKIPPED = "skipped", "Left out"
        FAILED = "failed", "Could not start"

    schedule = TenantKey(Schedule, related_name="fires")
    slot = models.DateTimeField()
    run = TenantKey(Run, on_delete=models.SET_NULL, null=True, related_name="fires")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.STARTED)
    sentence = models.TextField(blank=True)  # why there is no run, or who started it out of turn
    at = models.DateTimeField(db_default=Now())

    class Meta(Tenant.Meta):
        ordering = ["-slot"]
        constraints = [models.UniqueConstraint(fields=["client", "schedule", "slot"], name="fire_once")]
        indexes = [models.Index(fields=["client", "run"], name="fire_of_run")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {self.slot:%Y-%m-%d %H:%M} UTC"


class Alarm(models.Model):
    """When a schedule has to be looked at. The sweep sees the alarms of all clients, so that they hold ids and times
    only, without row-level security, as the leases. `due_at` is the first slot that nobody has seen to."""

    schedule_id = models.BigIntegerField(primary_key=True)
    client_id = models.BigIntegerField()
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.schedule_id}: {self.due_at}"


def database_now() -> datetime:
    """The one clock that all workers agree on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    return now  # type: ignore[no-any-return]
