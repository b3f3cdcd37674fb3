"""What django-q2 calls, by dotted name: ids only, read when it is done."""

from uuid import UUID

from reviews import learning, mailing


def announce(client_id: int, review_id: str) -> None:
    mailing.send(client_id, UUID(review_id))


def remind(client_id: int, review_id: str) -> None:
    mailing.send(client_id, UUID(review_id), overdue=True)


def learn(client_id: int) -> None:
    learning.study(client_id)


def take_lessons(client_id: int, study_id: int) -> None:
    learning.take(client_id, study_id)
