"""What django-q2 calls, by dotted name. One line each."""

from workflows import runner


def drive() -> None:
    runner.drive()
