"""A document of one client given to another client of the same agency: a copy, noted at both, and never a link."""

from memory import documents, versions
from memory.models import Document, Source
from memory.refusals import Duplicate, Refused
from tenants.models import Client, User


def copy(document: Document, to: Client, by: User) -> Document:
    """The words, the file and the tags. The caller's scope holds both clients, and whoever copies may edit both
    memories. Raises Refused; then nothing is copied."""
    current = document.versions.filter(number=document.number).first()
    if current is None:
        raise Refused("It has no text yet that could be copied. Wait until it is read.")
    if to.pk == document.client_id:
        raise Refused(f"{to} has it already: choose another client.")
    copied = Document(
        client=to, kind=document.kind, title=document.title, text=document.text, digest=document.digest,
        tags=document.tags, expires_at=document.expires_at, source=Source.COPIED, added_by=by,
    )  # fmt: skip
    try:
        documents.to_index(copied, f"“{document.title}”")
    except Duplicate as twin:
        raise Duplicate(f"{to}: {twin.sentence}") from twin  # whose memory is meant
    came = f"Copied from “{document.title}” of {document.client}."
    file = None if current.original is None else bytes(current.original)
    versions.keep(copied, by, came, current.filename, file)
    versions.note(copied, came, by)
    versions.note(document, f"Copied to {to}.", by)
    return copied
