"""Two people had the same document or lesson open: whoever saves second is told, and decides knowingly."""

import hashlib
from collections.abc import Mapping

from memory.models import Document, Lesson
from memory.refusals import Refused
from tenants.ids import numbers

FIELD = "based"  # of a form: the number of the version, or the mark of the words, that it was opened on
UNKNOWN = 0  # no version has it, so a form that says something odd was based on none


class Overtaken(Refused):
    """Somebody else changed it since. Saving over the version that is current now is for them to say."""


def based(posted: Mapping[str, str]) -> int | None:
    """None of a form that says nothing: a program's, which means what it sends."""
    said = posted.get(FIELD)
    return None if said is None else next(iter(numbers([said])), UNKNOWN)


def check(document: Document, seen: int | None) -> None:
    """Raises Overtaken unless the document still shows the version `seen`. Its row is held until the caller is done."""
    if seen is None:
        return
    rows = Document.objects.select_for_update().filter(pk=document.pk)
    number = rows.values_list("number", flat=True).first()
    if number != seen:
        raise Overtaken(_told(document, number or 0))


def _told(document: Document, number: int) -> str:
    version = document.versions.select_related("by").filter(number=number).first()
    whose = f", by {version.by}," if version and version.by else ""
    return (
        f"While you were writing, somebody changed it: version {number}{whose} is current now. “Versions” shows "
        "it. What you wrote stands here still and isn’t saved: take over what you need, then save again."
    )


def mark(lesson: Lesson) -> str:
    """Of its words: another one as soon as somebody changes what its form holds. 32 letters and digits."""
    words = (lesson.rule, lesson.kind, lesson.write, lesson.avoid, lesson.expires_at)
    return hashlib.sha256(repr(words).encode()).hexdigest()[:32]


def check_lesson(lesson: Lesson, seen: str | None) -> None:
    """The same of a lesson, whose words had the mark `seen`. Call it in a transaction, which holds its row."""
    kept = Lesson.objects.select_for_update().get(pk=lesson.pk)
    if kept.merged_into_id:
        raise Overtaken(f"It was merged into “{kept.standing().rule}”, which stands for it: change that one.")
    if seen is not None and mark(kept) != seen:
        raise Overtaken(
            "While you were writing, somebody changed this lesson. What it says now stands below. What you wrote "
            "stands here still and isn’t saved: take over what you need, then save again."
        )
