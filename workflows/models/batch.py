"""A vendor's batch: many requests for one key and one model, answered within a day at half the price.

`Batch` belongs to no client: it has ids, names, numbers and times only, so that a sweep can see all of them. What was
asked stands in the `Order` of each client, and in the call that it belongs to. All times are the database's."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from tenants.ids import uuid7
from tenants.tenant import Tenant, TenantKey
from workflows.models.run import Attempt, Call, Run


class Batch(models.Model):
    class State(models.TextChoices):
        GATHERING = "gathers", "Gathers requests"
        SENDING = "sending", "Is being sent"
        SENT = "sent", "Is with the vendor"
        TELLING = "telling", "Answered"  # and some runs are still to be woken
        DONE = "done", "Done"
        LOST = "lost", "Given up"

    OPEN = (State.GATHERING, State.SENDING, State.SENT, State.TELLING)

    key = models.UUIDField(
        default=uuid7, unique=True, editable=False
    )  # ours, by which it is found again there
    agency_id = models.BigIntegerField()  # requests of two agencies never share one
    credential = models.CharField(max_length=60)  # as Account.credential
    provider = models.CharField(max_length=40)
    model = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State.choices, default=State.GATHERING)
    clients = ArrayField(models.BigIntegerField())
    orders = models.IntegerField(default=0)
    size = models.BigIntegerField(default=0)  # bytes, about
    vendor_id = models.CharField(max_length=200, blank=True)
    tries = models.IntegerField(default=0)  # to send it, or looks at it since it was sent
    kind = models.CharField(max_length=12, blank=True)  # of the last trouble, in a word (providers.faults)
    opened_at = models.DateTimeField(db_default=Now(), editable=False)
    first_tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(db_default=Now())  # nobody takes it in hand before
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "batches"
        constraints = [
            models.UniqueConstraint(
                fields=["agency_id", "credential", "provider", "model"],
                condition=models.Q(state="gathers"),
                name="batch_gathering",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=models.Q(state__in=["gathers", "sending", "sent", "telling"]),
                name="batch_due",
            ),
            models.Index(fields=["credential", "opened_at"], name="batch_of_credential"),
        ]

    def __str__(self) -> str:
        return f"{self.model}: {self.get_state_display().lower()}"


class Order(Tenant):
    """One request in a batch. Its call is on the books from the moment it is ordered."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for its answer"
        ANSWERED = "answered", "Answered"
        LOST = "lost", "No answer came"
        DROPPED = (
            "dropped",
            "Not wanted any more",
        )  # an answer that comes all the same is booked, and not used

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)  # the vendor's custom id
    run = TenantKey(Run, related_name="orders")
    attempt = TenantKey(Attempt, related_name="orders")  # that ordered it; another one collects
    call = TenantKey(Call, related_name="orders")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)  # the step's
    item = models.IntegerField(null=True)
    question = models.CharField(max_length=64)  # digest of the step and of what it consumed
    model = models.CharField(max_length=120)  # that is asked, as people know it
    size = models.IntegerField(default=0)  # bytes, about
    request: Any = models.JSONField()  # what of the engine's Request doesn't stand in the call
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    sent = models.BooleanField(default=False)
    problem = models.TextField(blank=True)  # why no answer came, in a sentence
    due_at = models.DateTimeField()  # after this it isn't waited for
    ordered_at = models.DateTimeField(db_default=Now(), editable=False)
    settled_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # its run knows
    taken_at = models.DateTimeField(null=True)  # an attempt used it

    class Meta(Tenant.Meta):
        ordering = ["ordered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "run", "key", "item", "question"],
                condition=models.Q(state="waiting"),
                name="order_once",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(fields=["client", "call"], name="order_of_call"),
        ]
        indexes = [
            models.Index(fields=["client", "batch"], name="order_of_batch"),
            models.Index(fields=["client", "run"], name="order_of_run"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.get_state_display().lower()}"
