"""One append-only line of what happened: the timeline reads it, and notifications and webhooks hang on its signal."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models
from django.dispatch import Signal

from tenants.models import User
from tenants.tenant import Tenant

event_recorded = Signal()
"""Sent inside the transaction that recorded the event. Arguments: sender=Event, event."""


class Event(Tenant):
    """`kind` is a noun and a past participle: run.started, step.passed, review.decided. `data` holds its facts."""

    run = models.UUIDField(null=True)
    kind = models.CharField(max_length=40)
    step_key = models.CharField(max_length=40, blank=True)
    sentence = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(Tenant.Meta):
        ordering = ["id"]
        indexes = [models.Index(fields=["client", "run", "id"], name="event_of_run")]

    def __str__(self) -> str:
        return self.kind


def record(client_id: int, kind: str, *, run: UUID | None = None, sentence: str = "", **facts: Any) -> Event:
    """Append one event and tell who listens. `by` and `step_key` among the facts go to their columns."""
    by, step_key = facts.pop("by", None), facts.pop("step_key", "")
    event = Event.objects.create(
        client_id=client_id, kind=kind, run=run, sentence=sentence, by=by, step_key=step_key, data=facts
    )
    event_recorded.send(sender=Event, event=event)
    return event


def record_each(events: Iterable[Event]) -> None:
    """Append many events in one statement, and tell who listens of each."""
    for event in Event.objects.bulk_create(events):
        event_recorded.send(sender=Event, event=event)
