"""What django-q2 calls, by dotted name. One line each; called twice they do no harm."""

from workflows import housekeeping, runner


def drive() -> None:
    runner.drive()


def sweep() -> None:
    housekeeping.sweep()
