"""What django-q2 calls, by dotted name: ids only, read when it is done."""

from uuid import UUID

from reviews import telling
from reviews.mailing import Why


def announce(client_id: int, review_id: str, why: Why = "waits") -> None:
    telling.waiting(client_id, UUID(review_id), why)


def tell_comment(client_id: int, comment: int) -> None:
    telling.comment(client_id, comment)


def tell_piece(client_id: int, delivery: str) -> None:
    telling.piece(client_id, delivery)
