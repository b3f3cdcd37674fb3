"""One append-only line of what happened: the timeline reads it, and notifications and webhooks hang on its signal."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.functions import Now
from django.dispatch import Signal

from tenants.models import User
from tenants.tenant import Tenant

events_recorded = Signal()
"""Sent inside the transaction that recorded them. Arguments: sender=Event, events: a list. Steps that a worker begins
and passes by itself are written but not told: nobody waits for them."""


class Event(Tenant):
    """`kind` is a noun and a past participle: run.started, step.passed, review.decided. `data` holds its facts."""

    run = models.UUIDField(null=True)
    kind = models.CharField(max_length=40)
    step_key = models.CharField(max_length=40, blank=True)
    sentence = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(Tenant.Meta):
        ordering = ["id"]
        indexes = [models.Index(fields=["client", "run", "id"], name="event_of_run")]

    def __str__(self) -> str:
        return self.kind


def record(client_id: int, kind: str, *, run: UUID | None = None, sentence: str = "", **facts: Any) -> Event:
    """Append one event and tell who listens. `by` and `step_key` among the facts go to their columns."""
    by, step_key = facts.pop("by", None), facts.pop("step_key", "")
    event = Event(
        client_id=client_id, kind=kind, run=run, sentence=sentence, by=by, step_key=step_key, data=facts
    )
    record_all([event])
    return event


def record_all(events: Sequence[Event]) -> None:
    """Append events, also of many clients, and tell who listens."""
    if events:
        tell(Event.objects.bulk_create(events))


def tell(events: Sequence[Event]) -> None:
    """Events that were stored in another way."""
    events_recorded.send(sender=Event, events=events)
