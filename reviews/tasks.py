"""What django-q2 calls, by dotted name: ids only, read when it is done."""

from uuid import UUID

from reviews import mailing


def announce(client_id: int, review_id: str, why: mailing.Why = "waits") -> None:
    mailing.send(client_id, UUID(review_id), why)
