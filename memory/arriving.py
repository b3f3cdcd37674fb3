"""What was fetched from the web becomes a document by the same way as a file that somebody uploads."""

from datetime import timedelta

from django.db.models import F, Q
from django.db.models.functions import Now

from memory import configured, documents, parsing, reading, versions
from memory.formats.tidying import tidy
from memory.models import Document, DocumentVersion
from memory.refusals import Refused


def claim(client_id: int, document_id: int, still: timedelta = reading.STILL) -> Document | None:
    """The document, if it is to be fetched and nobody is at it. In the caller's transaction."""
    free = Q(tries=0) | Q(changed_at__lt=Now() - still)
    mine = Document.objects.filter(free, client_id=client_id, pk=document_id, state=Document.State.FETCHING)
    if not mine.update(changed_at=Now(), tries=F("tries") + 1):
        return None
    document = Document.objects.get(pk=document_id)
    if document.tries > reading.TRIES:
        reading.refuse(document, reading.DEADLY.format(tries=reading.TRIES))
        return None
    return document


def held(client_id: int, document_id: int) -> Document | None:
    """The document, locked, if it still waits for what was fetched."""
    waiting = Document.objects.filter(client_id=client_id, pk=document_id, state=Document.State.FETCHING)
    return waiting.select_for_update().first()


def arrived(document: Document, data: bytes, filename: str, title: str = "") -> None:
    """The bytes wait to be read, unless they are those that the document was read from."""
    try:
        parsing.check(data, filename, configured.limits())
    except Refused as refusal:
        reading.refuse(document, refusal.sentence)
        return
    if _is_known(document, data):
        versions.note(document, reading.UNCHANGED)
        documents.to_index(document)
        return
    if not document.number and title:
        document.title = tidy(title)[:200] or document.title
    documents.to_read(document, data, filename, document.added_by, f"Fetched from {document.url}")


def _is_known(document: Document, data: bytes) -> bool:
    shown = DocumentVersion.objects.filter(document=document, number=document.number, original=data)
    return shown.exists()
