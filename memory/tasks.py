"""What django-q2 calls, by dotted name. One line each; ringing twice is harmless."""

from memory import ingest, nearest


def index(client_id: int) -> None:
    ingest.index_pending(client_id)


def catch_up() -> None:
    ingest.catch_up()


def tend(client_id: int) -> None:
    nearest.tend(client_id)
