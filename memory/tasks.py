"""What django-q2 calls, by dotted name. One line each; ringing twice is harmless."""

from memory import clashes, ingest, nearest, reading, twins


def read(client_id: int) -> None:
    reading.read_pending(client_id)


def index(client_id: int) -> None:
    ingest.index_pending(client_id)
    twins.compare_pending(client_id)
    clashes.compare_pending(client_id)


def catch_up() -> None:
    reading.catch_up()
    ingest.catch_up()


def tend(client_id: int) -> None:
    nearest.tend(client_id)
