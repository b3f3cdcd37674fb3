"""What django-q2 calls, by dotted name. One line each; called twice they do no harm."""

from workflows import housekeeping, importing, redacting, runner


def drive() -> None:
    runner.drive()


def sweep() -> None:
    housekeeping.sweep()


def fetch_documents(client_id: int) -> None:
    importing.fetch_pending(client_id)


def redact(client_id: int, document_id: int) -> None:
    redacting.redact(client_id, document_id)
