"""A drain as the others see it: one row while it lives. Numbers and times only, and no row-level security, as with
the leases. All times are the database's."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class DrainQuerySet(models.QuerySet):
    def alive(self) -> Self:
        """Its heart beats every few seconds; for as long as its leases hold it may have stopped for a moment."""
        return self.filter(beat_at__gt=Now() - timedelta(seconds=settings.LEASE_SECONDS))

    def claiming(self) -> Self:
        return self.alive().filter(leaving=False)


class Drain(models.Model):
    owner = models.CharField(primary_key=True, max_length=80)  # as its leases name it
    cluster = models.CharField(max_length=40, blank=True)  # which bin/worker it belongs to
    host = models.CharField(max_length=120)
    pid = models.IntegerField()
    started_at = models.DateTimeField(db_default=Now())
    beat_at = models.DateTimeField(db_default=Now())
    in_hand = models.IntegerField(default=0)  # runs now
    claimed = models.IntegerField(default=0)  # runs since it began
    steps = models.IntegerField(default=0)  # settled since it began
    memory_mb = models.IntegerField(default=0)
    leaving = models.BooleanField(default=False)  # it claims no more
    stop = models.BooleanField(default=False)  # somebody asked it to leave

    objects = DrainQuerySet.as_manager()

    def __str__(self) -> str:
        return self.owner
