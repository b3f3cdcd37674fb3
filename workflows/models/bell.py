"""The bell that wakes a worker, once for however much work. One row: whether it has rung and nobody has heard it yet.
All times are the database's."""

from datetime import timedelta

from django.db import models
from django.db.models.functions import Now

LOST = timedelta(seconds=60)  # a bell that nobody heard for so long is rung again
ONLY = 1


class BellManager(models.Manager["Bell"]):
    def is_due(self) -> bool:
        """Whether the caller is the one who has to ring: True for the first of many, until somebody hears it. Inside a
        transaction, so that it was never due if ringing fails."""
        due = self.filter(models.Q(rung_at=None) | models.Q(rung_at__lt=Now() - LOST), pk=ONLY)
        return bool(due.update(rung_at=Now())) or self.get_or_create(pk=ONLY, defaults={"rung_at": Now()})[1]

    def heard(self) -> None:
        self.filter(pk=ONLY, rung_at__isnull=False).update(rung_at=None)


class Bell(models.Model):
    rung_at = models.DateTimeField(null=True)  # and unheard since

    objects = BellManager()

    def __str__(self) -> str:
        return "silent" if self.rung_at is None else f"rung at {self.rung_at}"
