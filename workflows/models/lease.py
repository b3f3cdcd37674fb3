"""Who works on a run: ids and times only. It is the one table that workers see across clients, so it has no content
and no row-level security. All times are the database's."""

from django.db import models
from django.db.models.functions import Now


class Lease(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        PARKED = "parked"  # waits for a person: nobody claims it
        DONE = "done"
        DEAD = "dead"  # killed its worker too often

    run_id = models.UUIDField(primary_key=True)
    client_id = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    epoch = models.BigIntegerField(default=0)
    claims = models.IntegerField(
        default=0
    )  # since the last finished step: counted at claim, so that crashes count
    not_before = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True)
    owner = models.CharField(max_length=80, blank=True)
    cancel = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["state", "not_before"],
                name="lease_due",
                condition=models.Q(state__in=["queued", "running"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.state}"
