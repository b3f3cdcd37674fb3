"""Reviews that are overdue get one more letter. A sweep's work, safe to do twice."""

from collections.abc import Iterator

from django.utils.timezone import now

from reviews import mailing
from reviews.models import Review
from tenants.scope import tenant_tx
from workflows.models import Lease

CLIENTS = 200  # in one transaction
LETTERS = 100  # for one such group at a time; the next sweep goes on


def remind_overdue() -> None:
    for clients in groups():
        with tenant_tx(*clients):
            late = Review.objects.open().filter(due_at__lt=now(), reminded_at__isnull=True)
            for review in late.select_for_update(skip_locked=True)[:LETTERS]:
                review.reminded_at = now()
                review.save(update_fields=["reminded_at"])
                mailing.announce(review, "overdue")


def groups() -> Iterator[list[int]]:
    """The clients with runs that wait for somebody."""
    parked = Lease.objects.filter(state=Lease.State.PARKED)
    clients = list(parked.order_by("client_id").values_list("client_id", flat=True).distinct())
    for start in range(0, len(clients), CLIENTS):
        yield clients[start : start + CLIENTS]
