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
    touched = models.BigIntegerField(default=0)  # grows when somebody else than its holder wrote for the run
    paused = models.BooleanField(default=False)  # its workflow or its client is: nobody claims it
    priority = models.SmallIntegerField(default=0)  # among the runs of one client; the higher goes first
    at_once = models.IntegerField(default=25)  # its client's limit of runs in hand

    class Meta:
        # Partial, so that finished runs cost nothing; without lease_until, so that a heartbeat moves no index.
        indexes = [
            models.Index(
                "client_id", models.F("priority").desc(), "not_before",
                name="lease_in_turn", condition=models.Q(state="queued", paused=False),
            ),
            models.Index(
                "not_before", name="lease_due", condition=models.Q(state="queued", paused=False),
            ),
            models.Index(
                "client_id", name="lease_paused", condition=models.Q(state="queued", paused=True),
            ),
            models.Index("client_id", name="lease_in_hand", condition=models.Q(state="running")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.run_id}: {self.state}"
