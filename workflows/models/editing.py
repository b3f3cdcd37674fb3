"""Who has a draft open: one row for each person, written anew while they look at it."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models.functions import Now

from tenants.models import User
from tenants.tenant import ScopedManager, Tenant, TenantKey
from workflows.models.version import Version

THERE = timedelta(seconds=75)  # the page tells every 20 seconds that somebody is still there


class EditingQuerySet(models.QuerySet):
    def now(self) -> Self:
        return self.filter(seen_at__gt=Now() - THERE)


class Editing(Tenant):
    version = TenantKey(Version, related_name="editors")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    place = models.CharField(max_length=120, blank=True)  # which page, in words
    seen_at = models.DateTimeField(db_default=Now())

    objects = ScopedManager.from_queryset(EditingQuerySet)()  # type: ignore[misc]

    class Meta(Tenant.Meta):
        verbose_name_plural = "editing"
        constraints = [models.UniqueConstraint(fields=["client", "version", "user"], name="editing_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.place}"
