"""Why an open run is not at work: one sentence for whoever looks at it, and what to do about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.formats import date_format
from django.utils.timezone import localtime

from workflows import drains, limits, pausing, spans
from workflows.batches import showing
from workflows.models import Lease, Run

PATIENCE = timedelta(seconds=10)  # an idle worker hears the bell well before

Kind = Literal["ending", "paused", "turn", "soon", "no worker", "lost", "later", "batch"]


@dataclass(frozen=True)
class Standing:
    kind: Kind
    why: str
    what: str = ""  # to do about it; "" where there is nothing to do but wait
    blocked: bool = False  # somebody has to do something, or it stays like this


def of(run: Run) -> Standing | None:
    """None where there is nothing to explain: it is at work, waits for a person, or has ended."""
    if not run.is_open:
        return None
    lease: Any = Lease.objects.annotate(clock=Now()).filter(pk=run.pk).first()
    if lease is None or lease.state not in (Lease.State.QUEUED, Lease.State.RUNNING):
        return None
    if lease.cancel:
        return Standing("ending", "It is being stopped.")
    if lease.state == Lease.State.RUNNING:
        return _held(lease)
    return paused(run) if lease.paused else _queued(run, lease)


def _held(lease: Any) -> Standing | None:
    if lease.lease_until is None or lease.lease_until >= lease.clock:
        return None
    silent = spans.words(lease.clock - lease.lease_until)
    if drains.living().exists():
        return Standing("lost", f"The worker that had it in hand was lost {silent} ago; another takes it up.")
    return Standing(
        "lost",
        f"The worker that had it in hand was lost {silent} ago, and no worker is running.",
        "Start bin/worker: the run goes on where it was, and no finished step is done twice.",
        blocked=True,
    )


def paused(run: Run) -> Standing:
    """By its workflow, its client, or both; the client's pause is told first, because it has to end first."""
    workflow = run.version.workflow
    what, name = (run.client, "client") if run.client.paused else (workflow, "workflow")
    told = pausing.since(what)
    when = f" since {moment(told.at)}" if told else ""
    by = f", by {told.by}" if told and told.by else ""
    why = f"Paused: “{what}” rests{when}{by}."
    return Standing("paused", why, f"Resume the {name} and it goes on where it was.", blocked=True)


def _queued(run: Run, lease: Any) -> Standing:
    if lease.not_before > lease.clock:
        if told := showing.told(run):
            return Standing("batch", told, showing.NOTHING_TO_DO)
        return Standing("later", f"It is tried again by itself at {moment(lease.not_before)}.")
    usage, before = limits.of(run.client), _before(lease)
    queue = f"{before:,} before it" if before else "it is the next one"
    if usage.all_in_hand:
        why = (
            f"Waiting its turn: {usage.in_hand} of {usage.at_once} runs of this client are in work; {queue}."
        )
        return Standing("turn", why, "Wait, give it a higher priority, or raise the client's limit.")
    if lease.clock - lease.not_before > PATIENCE and not drains.living().exists():
        since = spans.words(lease.clock - lease.not_before)
        why = f"It has been due for {since}, and no worker is running."
        return Standing("no worker", why, "Start one with bin/worker.", blocked=True)
    if before:
        return Standing("soon", f"Waiting its turn: {queue}.")
    return Standing("soon", "A worker takes it up in a moment.")


def _before(lease: Lease) -> int:
    """How many of the same client go first."""
    first = Q(priority__gt=lease.priority) | Q(priority=lease.priority, not_before__lt=lease.not_before)
    return Lease.objects.filter(
        first, client_id=lease.client_id, state=Lease.State.QUEUED, paused=False, not_before__lte=Now()
    ).count()


def moment(when: datetime) -> str:
    return date_format(localtime(when), "DATETIME_FORMAT")
