"""What a client gives, kept: added, replaced, forgotten. The caller's scope holds the client.

Each text is in memory once per kind. What is added is found as soon as a worker has indexed it; what is
forgotten is gone at once, with its passages, vectors and words.
"""

import hashlib
from pathlib import PurePath

from django.db import IntegrityError, transaction
from django_q.tasks import async_task

from memory import configured
from memory.formats.tidying import tidy
from memory.models import Document, Kind
from memory.parsing import parse, shown
from memory.refusals import Duplicate, Refused
from memory.splitting import first_heading
from tenants.models import Client, User


def add_upload(
    client: Client, data: bytes, filename: str, kind: str, title: str = "", by: User | None = None
) -> Document:
    """Read an uploaded file and keep it, the file itself too. Raises Refused; then nothing is kept."""
    text = parse(data, filename, configured.limits())
    document = _document(client, text, kind, title or _title(text, filename), by)
    document.filename, document.original = shown(filename), data
    return _kept(document, f"“{shown(filename)}”")


def add_text(client: Client, text: str, kind: str, title: str, by: User | None = None) -> Document:
    """Keep what was typed or pasted, as Markdown. Raises Refused; then nothing is kept."""
    return _kept(_document(client, _checked(text), kind, title, by), "This text")


def replace(document: Document, text: str, title: str = "", kind: str = "") -> Document:
    """New words for a document; the old ones are found until the new ones are indexed, never both."""
    return _replaced(document, _checked(text), title, kind)


def replace_upload(document: Document, data: bytes, filename: str) -> Document:
    text = parse(data, filename, configured.limits())
    document.filename, document.original = shown(filename), data
    return _replaced(document, text)


def forget(document: Document) -> None:
    """Gone: the text, the file, the passages, their vectors and their words."""
    document.delete()


def ring(client_id: int) -> None:
    """For a worker to index what waits. In the caller's transaction: heard when the document is committed."""
    async_task("memory.tasks.index", client_id, task_name="index memory")


def digest(text: str) -> str:
    """SHA-256 in hex: what a document, a review, a decision and a delivery are pinned to."""
    return hashlib.sha256(text.encode()).hexdigest()


def _document(client: Client, text: str, kind: str, title: str, by: User | None) -> Document:
    return Document(
        client=client, kind=Kind(kind), title=tidy(title)[:200], text=text, digest=digest(text), added_by=by
    )


def _kept(document: Document, what: str) -> Document:
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError as clash:
        raise Duplicate(f"{what} is already in memory{_where(document)}.") from clash
    ring(document.client_id)
    return document


def _where(document: Document) -> str:
    twin = Document.objects.filter(
        client_id=document.client_id, kind=document.kind, digest=document.digest
    ).first()
    return f" as “{twin.title}” ({twin.get_kind_display().lower()})" if twin else ""


def _replaced(document: Document, text: str, title: str = "", kind: str = "") -> Document:
    document.text, document.digest = text, digest(text)
    document.title = tidy(title)[:200] or document.title
    document.kind = Kind(kind or document.kind)
    document.state, document.problem = Document.State.WAITING, ""
    return _kept(document, "This text")


def _checked(text: str) -> str:
    text, most = tidy(text), configured.limits().characters
    if not any(map(str.isalnum, text)):
        raise Refused("There is no text to remember: write or paste some.")
    if len(text) > most:
        raise Refused(f"The text has {len(text):,} characters; at most {most:,} can be kept: split it.")
    return text


def _title(text: str, filename: str) -> str:
    return first_heading(text) or PurePath(shown(filename)).stem
