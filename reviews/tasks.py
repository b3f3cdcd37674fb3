"""What django-q2 calls, by dotted name: ids only, read when it is done."""

from uuid import UUID

from reviews import learning, telling
from reviews.mailing import Why


def announce(client_id: int, review_id: str, why: Why = "waits") -> None:
    telling.waiting(client_id, UUID(review_id), why)


def tell_comment(client_id: int, comment: int) -> None:
    telling.comment(client_id, comment)


def tell_mentions(client_id: int, comment: int) -> None:
    telling.mentions(client_id, comment)


def tell_budget(client_id: int, month: str) -> None:
    telling.budget(client_id, month)


def tell_failed(client_id: int, run: str) -> None:
    telling.failed(client_id, run)


def tell_piece(client_id: int, delivery: str) -> None:
    telling.piece(client_id, delivery)


def learn(client_id: int) -> None:
    learning.study(client_id)


def take_lessons(client_id: int, study_id: int) -> None:
    learning.take(client_id, study_id)
