"""How much of one client's work may be in hand and may wait, and how full that is: what its page and its API say."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Sum

from tenants.models import Client
from workflows.models import Bulk, Lease

RETRY_AFTER = 60  # seconds after which a refused program may ask again


@dataclass(frozen=True)
class Usage:
    """A client's runs now, beside its limits."""

    in_hand: int
    at_once: int
    waiting: int
    queued: int

    @property
    def all_in_hand(self) -> bool:
        return self.in_hand >= self.at_once


class QueueFull(Exception):
    """No more runs may wait; nothing was started. Its text is a sentence with the figures and what to do.
    `for_client`: the sentence for the client's own people, who can't raise the limit."""

    def __init__(self, client: Client, wanted: int, waiting: int) -> None:
        runs = "1 more run" if wanted == 1 else f"{wanted:,} more runs"
        are = "1 is" if waiting == 1 else f"{waiting:,} are"
        super().__init__(
            f"There is no room for {runs}: “{client}” may have {client.runs_queued:,} waiting in the queue, and "
            f"{are}. Nothing was started. {_instead(client, wanted)}, or raise “Runs in the queue” on the client's "
            "page."
        )
        self.for_client = (
            "There is no room for more right now: too much is waiting its turn already. Nothing was started. "
            "Try again later, or ask your agency."
        )


def _instead(client: Client, wanted: int) -> str:
    if client.paused:
        return "It is paused, so nothing moves on: resume it"
    return "Wait until there are fewer" if wanted == 1 else "Wait until there are fewer, start fewer at once"


def of(client: Client) -> Usage:
    in_hand = Lease.objects.filter(client_id=client.pk, state=Lease.State.RUNNING).count()
    return Usage(in_hand, client.runs_at_once, waiting(client), client.runs_queued)


def waiting(client: Client) -> int:
    """In the queue, or on their way there. What a pause holds back is counted apart: no index has both."""
    queued = Lease.objects.filter(client_id=client.pk, state=Lease.State.QUEUED)
    starting = Bulk.objects.filter(client_id=client.pk, state=Bulk.State.STARTING)
    coming = starting.aggregate(rows=Sum(F("size") - F("begun")))["rows"] or 0
    return queued.filter(paused=False).count() + queued.filter(paused=True).count() + coming


def refuse_if_full(client: Client, more: int = 1) -> None:
    """Raises QueueFull where `more` runs would be too many."""
    already = waiting(client)
    if already + more > client.runs_queued:
        raise QueueFull(client, more, already)


def take_room(client: Client, more: int) -> None:
    """Raises QueueFull. Where it doesn't, no other sheet can take the room until this transaction ends."""
    refuse_if_full(Client.objects.select_for_update(no_key=True).get(pk=client.pk), more)


def follow(sender: type[Client], instance: Client, **_: Any) -> None:
    """The receiver of a saved client: a changed limit holds for the runs that there are already."""
    leases = Lease.objects.filter(client_id=instance.pk).exclude(
        state__in=[Lease.State.DONE, Lease.State.DEAD]
    )
    leases.exclude(at_once=instance.runs_at_once).update(at_once=instance.runs_at_once)
