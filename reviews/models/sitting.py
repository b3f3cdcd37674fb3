"""One person at one review: what they have written so far, when they were last there, and how long they looked.

The draft is the page's form as it stood, so that it opens again on any device. Nobody else's page changes by it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models.functions import Now

from tenants.models import User
from tenants.tenant import ScopedManager, Tenant, TenantKey

PRESENT = timedelta(seconds=60)  # so long after the last sign somebody counts as there
SLACK = 3  # seconds that two signs may lie closer together than the page counted
LONGEST = 200_000  # characters of a field; more is no piece


class SittingQuerySet(models.QuerySet):
    def with_clock(self) -> Self:
        """With the database's time as `clock`: a computer's own may be wrong."""
        return self.annotate(clock=Now())

    def drafted(self) -> Self:
        return self.exclude(form={})

    def left_behind(self, days: int) -> Self:
        """Drafts of reviews that were closed so long ago, and that nobody has touched since."""
        before = Now() - timedelta(days=days)
        closed = self.exclude(review__state="open").filter(review__closed_at__lt=before)
        return closed.filter(kept_at__lt=before)


class Sitting(Tenant):
    review = TenantKey("reviews.Review", related_name="sittings")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    form = models.JSONField(default=dict)  # text, finding-N, note-…; {}: nothing was written
    revision = models.PositiveIntegerField(default=0)  # how often it was kept
    kept_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(db_default=Now())
    seconds_open = models.PositiveIntegerField(default=0)  # with the page in front
    seconds_active = models.PositiveIntegerField(default=0)  # and with a key or finger in the last minute

    clock: datetime

    objects = ScopedManager.from_queryset(SittingQuerySet)()  # type: ignore[misc]

    class Meta(Tenant.Meta):
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["client", "review", "by"], name="sitting_once")]
        indexes = [
            models.Index(
                fields=["kept_at"], condition=models.Q(kept_at__isnull=False), name="sitting_drafted"
            )
        ]

    def __str__(self) -> str:
        return str(self.by or "Somebody who has left")

    @property
    def is_there(self) -> bool:
        return self.clock - self.seen_at < PRESENT

    @property
    def is_writing(self) -> bool:
        lately = self.kept_at is not None and self.clock - self.kept_at < PRESENT
        return self.is_there and lately and bool(self.form)  # who started over or has approved isn't

    def looked(self, opened: int, active: int) -> None:
        """Count what the page says, but never more time than has gone by since the last sign."""
        most = int((self.clock - self.seen_at).total_seconds()) + SLACK if self.pk else 0
        opened = max(0, min(opened, most))
        self.seconds_open += opened
        self.seconds_active += max(0, min(active, opened))
        self.seen_at = self.clock

    def keep(self, form: Mapping[str, str]) -> None:
        self.form = dict(form)
        self.revision += 1
        self.kept_at = self.clock
