"""A document or a lesson of one client given to another client of the same agency: a copy, noted at both, and never a
link."""

from django.db import transaction
from django.utils.timezone import localdate

from memory import documents, lessons, versions
from memory.models import Document, Lesson, Source
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


def copy_lesson(lesson: Lesson, to: Client, by: User) -> Lesson:
    """Its words, accepted by whoever copies it. What it was learned from stays: that is the client's own text. The
    caller as above. Raises Refused; then nothing is copied."""
    if to.pk == lesson.client_id:
        raise Refused(f"{to} has it already: choose another client.")
    if lesson.state != Lesson.State.ACCEPTED or lesson.merged_into_id or lesson.has_ended:
        raise Refused(
            "Only a lesson that holds can be copied: accept it first, or take the one that stands for it."
        )
    who = f"by {by}, {localdate():%-d %b %Y}"
    try:
        with transaction.atomic():
            copied = lessons.write_down(
                to, lesson.rule, lesson.kind, by, write=lesson.write, avoid=lesson.avoid,
                expires_at=lesson.expires_at, trust=Lesson.Trust.COPIED,
            )  # fmt: skip
            _noted(copied, f"Copied from {lesson.client} {who}")
            _noted(lesson, f"Copied to {to} {who}")
    except Duplicate as twin:
        raise Duplicate(f"{to}: {twin.sentence}") from twin  # whose lessons are meant
    return copied


def _noted(lesson: Lesson, sentence: str) -> None:
    lesson.notes = [*lesson.notes, sentence[:300]]
    lesson.save(update_fields=["notes"])
