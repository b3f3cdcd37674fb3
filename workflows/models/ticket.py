"""A call's place at a credential that has limits. Names, numbers and times only, and no row-level security: the limits
hold for all clients and all machines together. All times are the database's."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models.functions import Now

from workflows.models.drain import Drain


class TicketQuerySet(models.QuerySet):
    def of(self, credential: str) -> Self:
        return self.filter(credential=credential)

    def in_hand(self) -> Self:
        """Not yet given back; a lost worker's don't count."""
        return self.filter(returned=False, owner__in=Drain.objects.alive().values("owner"))

    def this_minute(self) -> Self:
        return self.filter(taken_at__gt=Now() - timedelta(minutes=1))


class Ticket(models.Model):
    credential = models.CharField(max_length=40)
    owner = models.CharField(max_length=80)  # the drain that took it
    taken_at = models.DateTimeField(db_default=Now())
    returned = models.BooleanField(default=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["credential", "taken_at"], name="ticket_lately")]

    def __str__(self) -> str:
        return f"{self.credential}: {self.owner}"
