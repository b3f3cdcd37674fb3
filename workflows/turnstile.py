"""Limits of a credential: calls at once, and calls a minute, for all clients and machines together. A call that finds
one reached waits for its place; where nothing is limited, nothing is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models.functions import Now

from workflows.models import Ticket
from workflows.providers.base import Account, Limit

KEPT = timedelta(minutes=30)  # longer than any call


@dataclass(frozen=True)
class Use:
    """How far a credential's limits are used now."""

    account: Account
    at_once: int
    this_minute: int

    @property
    def limit(self) -> Limit:
        return self.account.limit

    @property
    def name(self) -> str:
        """Whom it leads to, within a sentence."""
        return self.account.name

    @property
    def share(self) -> int:
        """How much of the limit that is nearer is used, in percent."""
        pairs = ((self.at_once, self.limit.at_once), (self.this_minute, self.limit.per_minute))
        return min(100, max(round(100 * used / most) for used, most in pairs if most))

    @property
    def full(self) -> str:
        """Which limit is reached and what to do, in a sentence; "" if none is."""
        if self.limit.at_once and self.at_once >= self.limit.at_once:
            return (
                f"Waits for its turn: {self.at_once} of {self.limit.at_once} calls to {self.name} are in hand. "
                f"Wait, or raise {self.account.setting('Calls at once')}."
            )
        if self.limit.per_minute and self.this_minute >= self.limit.per_minute:
            return (
                f"Waits for its turn: {self.this_minute} of {self.limit.per_minute} calls to {self.name} were made in "
                f"the last minute. Wait, or raise {self.account.setting('Calls per minute')}."
            )
        return ""


def in_use(accounts: Iterable[Account]) -> list[Use]:
    """Of those that have a limit."""
    return [_use(account) for account in accounts if account.limit]


@transaction.atomic
def take(account: Account, owner: str) -> Ticket | str:
    """A ticket; or the sentence that says why there is none now."""
    with connection.cursor() as cursor:  # one after the other, so that two can't take the last place
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"turnstile {account.credential}"]
        )
    if full := _use(account).full:
        return full
    return Ticket.objects.create(credential=account.credential, owner=owner)


def give_back(ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(returned=True)


def forget_old() -> None:
    """The sweep's."""
    Ticket.objects.filter(taken_at__lt=Now() - KEPT).delete()


def _use(account: Account) -> Use:
    tickets = Ticket.objects.of(account.credential)
    return Use(account, tickets.in_hand().count(), tickets.this_minute().count())
