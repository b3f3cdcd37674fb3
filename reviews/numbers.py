"""A client's months in numbers: how many pieces, how many as they were written, how long approving took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.timezone import localtime

from reviews.models import Decision
from workflows.models import Delivery

MONTHS = 6
Kind = Decision.Kind
APPROVED = (Kind.APPROVE, Kind.APPROVE_WITH_EDITS)


@dataclass(frozen=True)
class Month:
    start: datetime  # in the reader's zone
    pieces: int = 0
    unedited: int = 0  # of these, delivered as they were first written: nobody edited or sent them back
    approving: timedelta | None = (
        None  # from when a piece waited for a person until they approved it, on average
    )

    @property
    def share(self) -> int | None:
        """Percent of the pieces that nobody had to touch."""
        return round(self.unedited / self.pieces * 100) if self.pieces else None


def months(at: datetime, clients: Sequence[int]) -> list[Month]:
    """The last MONTHS, oldest first, this one included; for these clients of the scope."""
    starts = _starts(localtime(at))
    touched = Decision.objects.filter(
        _is_about_it(),
        review__run=OuterRef("run"),
        kind__in=[Kind.APPROVE_WITH_EDITS, Kind.REQUEST_CHANGES],
    )
    pieces = (
        Delivery.objects.filter(client__in=clients, delivered_at__gte=starts[0], delivered_at__lte=at)
        .annotate(month=TruncMonth("delivered_at"), touched=Exists(touched))
        .order_by()
        .values("month")
        .annotate(pieces=Count("pk"), unedited=Count("pk", filter=Q(touched=False)))
    )
    decided = (
        Decision.objects.filter(client__in=clients, kind__in=APPROVED, at__gte=starts[0], at__lte=at)
        .annotate(month=TruncMonth("at"))
        .order_by()
        .values("month")
        .annotate(approving=Avg(F("at") - F("review__opened_at")))
    )
    counts = {row["month"]: (row["pieces"], row["unedited"]) for row in pieces}
    times = {row["month"]: row["approving"] for row in decided}
    return [Month(start, *counts.get(start, (0, 0)), approving=times.get(start)) for start in starts]


def _is_about_it() -> Q:
    """A decision on the whole is one on each of its pieces, and a piece made of several is touched by any of theirs."""
    item = "review__attempt__item"
    return Q(**{f"{item}__isnull": True}) | Q(**{item: Coalesce(OuterRef("item"), F(item))})


def _starts(at: datetime) -> list[datetime]:
    first = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    found = [first]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]
