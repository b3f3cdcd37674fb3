"""A document's versions: every change of its words makes one, with the file that they were read from. And its notes."""

from django.db.models import Max

from memory.models import Document, DocumentNote, DocumentVersion
from tenants.models import User


def keep(
    document: Document,
    by: User | None = None,
    note: str = "",
    filename: str = "",
    original: bytes | None = None,
) -> DocumentVersion:
    """The words as they stand, saved by the caller, become the version that the document shows."""
    document.number = _next(document)
    Document.objects.filter(pk=document.pk).update(number=document.number)
    return _made(document, document.text, document.digest, by, note, filename, original)


def put_by(
    document: Document, filename: str, original: bytes, by: User | None = None, note: str = ""
) -> DocumentVersion:
    """A file that nobody has read yet: until then the document shows what it showed before."""
    return _made(document, "", "", by, note, filename, original)


def newest(document: Document) -> DocumentVersion | None:
    """The last one given, read or not; without its file's bytes."""
    return document.versions.defer("original").first()


def shown(document: Document) -> DocumentVersion | None:
    """The one whose words the document shows; before any was read, the newest. Without its file's bytes."""
    return document.versions.defer("original").filter(number=document.number).first() or newest(document)


def note(document: Document, sentence: str, by: User | None = None) -> DocumentNote:
    return DocumentNote.objects.create(
        client_id=document.client_id, document=document, sentence=sentence[:600], by=by
    )


def _next(document: Document) -> int:
    """The caller has saved the document, and so holds its row: nobody else takes this number."""
    return (document.versions.aggregate(last=Max("number"))["last"] or 0) + 1


def _made(
    document: Document,
    text: str,
    digest: str,
    by: User | None,
    note: str,
    filename: str,
    original: bytes | None,
) -> DocumentVersion:
    return DocumentVersion.objects.create(
        client_id=document.client_id, document=document, number=_next(document), kind=document.kind,
        title=document.title, text=text, digest=digest, filename=filename, original=original, by=by,
        note=note[:300],
    )  # fmt: skip
