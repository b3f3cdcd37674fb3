"""Limits of a credential: calls at once, and calls a minute, for all clients and machines together. A call that finds
one reached waits for its place; where nothing is limited, nothing is asked."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from workflows.models import Ticket
from workflows.providers.registry import KINDS

KEPT = timedelta(minutes=30)  # longer than any call


@dataclass(frozen=True)
class Limit:
    """0: no limit."""

    at_once: int = 0
    per_minute: int = 0

    def __bool__(self) -> bool:
        return bool(self.at_once or self.per_minute)


@dataclass(frozen=True)
class Use:
    """How far a credential's limits are used now."""

    credential: str
    limit: Limit
    at_once: int
    this_minute: int

    @property
    def name(self) -> str:
        """Whom it leads to, within a sentence."""
        return KINDS[self.credential][0]

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
                f"Wait, or raise {self.credential.upper()}_CALLS_AT_ONCE."
            )
        if self.limit.per_minute and self.this_minute >= self.limit.per_minute:
            return (
                f"Waits for its turn: {self.this_minute} of {self.limit.per_minute} calls to {self.name} were made in "
                f"the last minute. Wait, or raise {self.credential.upper()}_CALLS_PER_MINUTE."
            )
        return ""


def limit_of(credential: str) -> Limit:
    return Limit(*settings.CALL_LIMITS.get(credential, (0, 0)))


def in_use() -> list[Use]:
    """Of every credential that has a limit."""
    return [_use(name, limit) for name in settings.CALL_LIMITS if (limit := limit_of(name))]


@transaction.atomic
def take(credential: str, owner: str) -> Ticket | str:
    """A ticket; or the sentence that says why there is none now."""
    with connection.cursor() as cursor:  # one after the other, so that two can't take the last place
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"turnstile {credential}"])
    if full := _use(credential, limit_of(credential)).full:
        return full
    return Ticket.objects.create(credential=credential, owner=owner)


def give_back(ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(returned=True)


def forget_old() -> None:
    """The sweep's."""
    Ticket.objects.filter(taken_at__lt=Now() - KEPT).delete()


def _use(credential: str, limit: Limit) -> Use:
    tickets = Ticket.objects.of(credential)
    return Use(credential, limit, tickets.in_hand().count(), tickets.this_minute().count())
