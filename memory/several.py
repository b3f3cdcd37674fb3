"""Many documents at once: what one page of the list has ticked. The caller's scope holds their clients."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.timezone import localdate

from memory import documents, versions
from memory.models import Document
from tenants.models import User

STOPPED = "Stopped: no run is given it any more."
STOPPED_BEFORE_ITS_DAY = "Stopped: no run is given it any more. It was to be recalled until {:%-d %b %Y}."


def forget(chosen: Sequence[Document], from_runs: bool = False) -> None:
    """All of them, as documents.forget has it for one."""
    with transaction.atomic():
        for document in chosen:
            documents.forget(document, from_runs)


def stop(chosen: Sequence[Document], by: User) -> list[Document]:
    """Kept, and recalled no more, whole documents too: their last day was yesterday. Those that this changed."""
    changed = [document for document in chosen if not document.has_expired()]
    with transaction.atomic():
        for document in changed:
            said = STOPPED_BEFORE_ITS_DAY if document.expires_at else STOPPED
            versions.note(document, said.format(document.expires_at), by)
            _until(document, -1)
    return changed


def use_again(chosen: Sequence[Document], by: User) -> list[Document]:
    """The way back: those whose last day is over have none any more. Those that this changed."""
    changed = [document for document in chosen if document.has_expired()]
    with transaction.atomic():
        for document in changed:
            versions.note(document, "Used again, without a last day.", by)
            _until(document, None)
    return changed


def _until(document: Document, days: int | None) -> None:
    document.expires_at = None if days is None else localdate() + timedelta(days=days)
    document.save(update_fields=["expires_at"])
