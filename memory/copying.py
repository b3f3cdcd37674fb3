"""A document or a lesson of one client given to another client of the same agency: a copy, noted at both, and never a
link."""

from django.db import transaction
from django.utils.timezone import localdate, now

from memory import documents, lessons, versions
from memory.models import Document, Lesson, Source
from memory.recalled import PINNED_KINDS
from memory.refusals import FROM_THE_WEB, Duplicate, Refused
from tenants.models import Client, User


def copy(document: Document, to: Client, by: User) -> Document:
    """The words, the file and the tags. What came from the web comes from the web there too, however often it is
    copied: no person wrote it. The caller's scope holds both clients, and whoever copies may edit both memories. Raises
    Refused; then nothing is copied."""
    current = document.versions.filter(number=document.number).first()
    if current is None:
        raise Refused("It has no text yet that could be copied. Wait until it is read.")
    if to.pk == document.client_id:
        raise Refused(f"{to} has it already: choose another client.")
    is_outside = document.source == Source.IMPORTED
    if is_outside and document.kind in PINNED_KINDS:
        raise Refused(FROM_THE_WEB)
    copied = Document(
        client=to, kind=document.kind, title=document.title, text=document.text, digest=document.digest,
        tags=document.tags, expires_at=document.expires_at, added_by=by,
        source=Source.IMPORTED if is_outside else Source.COPIED, url=document.url,
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
    """Its words, accepted by whoever copies it, and under it those that it was merged from, whose words to avoid hold
    on. What it was learned from stays: that is the client's own text. The caller as above. Raises Refused; then nothing
    is copied."""
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
            _copy_parts(lesson, copied, by)
            _noted(copied, f"Copied from {lesson.client} {who}")
            _noted(lesson, f"Copied to {to} {who}")
    except Duplicate as twin:
        raise Duplicate(f"{to}: {twin.sentence}") from twin  # whose lessons are meant
    return copied


def _copy_parts(lesson: Lesson, copied: Lesson, by: User) -> None:
    """All the way down. One that merely took others in (`combined` is false) says all that they said."""
    if not lesson.combined:
        return
    copied.combined = True
    copied.save(update_fields=["combined"])
    for part in lesson.merged.order_by("pk"):
        below = Lesson.objects.create(
            client_id=copied.client_id, rule=part.rule, kind=part.kind, write=part.write, avoid=part.avoid,
            state=Lesson.State.ACCEPTED, trust=Lesson.Trust.COPIED, added_by=by, decided_by=by, decided_at=now(),
            expires_at=part.expires_at, merged_into=copied,
        )  # fmt: skip
        _copy_parts(part, below, by)


def _noted(lesson: Lesson, sentence: str) -> None:
    lesson.notes = [*lesson.notes, sentence[:300]]
    lesson.save(update_fields=["notes"])
