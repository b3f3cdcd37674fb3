"""Somebody is away for some days, and another member decides in their place."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models.functions import Now

from tenants.models import User
from tenants.tenant import ScopedManager, Tenant


class AbsenceQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        return self.filter(first_day__lte=day, last_day__gte=day)

    def not_over(self, day: date) -> Self:
        return self.filter(last_day__gte=day)


class Absence(Tenant):
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    stand_in = models.ForeignKey(User, models.CASCADE, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()  # the last one away
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ScopedManager.from_queryset(AbsenceQuerySet)()  # type: ignore[misc]

    class Meta(Tenant.Meta):
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~models.Q(user=models.F("stand_in")), name="absence_has_another_stand_in"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stand_in} decides for {self.user}"
