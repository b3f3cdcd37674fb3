"""How much of one client's work may be in hand and may wait, and how full that is: what its page and its API say."""

from dataclasses import dataclass
from typing import Any

from tenants.models import Client
from workflows.models import Lease, Workflow

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
    """No more runs may wait. `for_client`: the sentence for the client's own people, who can't raise the limit."""

    def __init__(self, client: Client, wanted: int) -> None:
        many = "this run" if wanted == 1 else f"these {wanted:,} runs"
        most = "1 run" if client.runs_queued == 1 else f"{client.runs_queued:,} runs"
        held = (
            "It is paused, so nothing moves on: resume it" if client.paused else "Wait, cancel some of them"
        )
        self.for_client = (
            "There is no room for more right now: too much is waiting its turn already. Nothing was started. "
            "Try again later, or ask your agency."
        )
        super().__init__(
            f"There is no room for {many}: “{client}” may have {most} waiting at most. "
            f"Nothing was started. {held}, or raise “runs in the queue” on the client's page."
        )


def of(client: Client) -> Usage:
    in_hand = Lease.objects.filter(client_id=client.pk, state=Lease.State.RUNNING).count()
    return Usage(in_hand, client.runs_at_once, waiting(client), client.runs_queued)


def waiting(client: Client) -> int:
    """Those that a pause holds back are counted apart, and only where something is paused: no index has both."""
    queued = Lease.objects.filter(client_id=client.pk, state=Lease.State.QUEUED)
    count = queued.filter(paused=False).count()
    if client.paused or Workflow.objects.filter(client_id=client.pk, paused=True).exists():
        count += queued.filter(paused=True).count()
    return count


def refuse_if_full(client: Client, more: int = 1) -> None:
    """Raises QueueFull where `more` runs would be too many."""
    if waiting(client) + more > client.runs_queued:
        raise QueueFull(client, more)


def follow(sender: type[Client], instance: Client, **_: Any) -> None:
    """The receiver of a saved client: a changed limit holds for the runs that there are already."""
    leases = Lease.objects.filter(client_id=instance.pk).exclude(
        state__in=[Lease.State.DONE, Lease.State.DEAD]
    )
    leases.exclude(at_once=instance.runs_at_once).update(at_once=instance.runs_at_once)
