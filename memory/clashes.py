"""Lessons and documents that contradict each other: one says never to write what the other writes. Found by a worker,
judged by a person."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from django.db.models import Q, QuerySet
from django.db.models.functions import Left

from memory import documents, rulings, stemming, versions
from memory.comparing import CHARACTERS
from memory.lessons import FORBIDDING
from memory.models import Clash, Document, Lesson
from memory.models.lesson import lasts
from memory.otherwise import MOST, Pair
from memory.recalled import PINNED_KINDS
from memory.wording import Ban, against, bans
from tenants.models import User
from tenants.scope import tenant_tx

SECONDS = 10  # of one bell; the next one goes on


def live() -> Q:
    """Lessons that hold or wait to: what was rejected, merged or has ended contradicts nothing."""
    return lasts() & Q(merged_into__isnull=True) & ~Q(state=Lesson.State.REJECTED)


def compare_pending(client_id: int) -> None:
    """Lessons whose words changed, with the documents that may be concerned."""
    with tenant_tx(client_id):
        mine = Lesson.objects.filter(live(), client_id=client_id).order_by("pk")
        waiting = [lesson for lesson in mine if lesson.compared != _digest(lesson)]
    for lesson in documents.for_a_while(client_id, waiting, SECONDS):
        with tenant_tx(client_id):
            said = _bans(lesson)
            concerned = Q(pk__in=rulings.writing(client_id, said)) | Q(kind__in=PINNED_KINDS)
            _settle(client_id, [lesson], _texts(client_id).filter(concerned), Q(lesson=lesson))
            Lesson.objects.filter(client_id=client_id, pk=lesson.pk).update(compared=_digest(lesson))


def compare(client_id: int, document_id: int) -> None:
    """A document whose words changed, with all lessons. Inside its client's scope."""
    lessons = Lesson.objects.filter(live(), client_id=client_id).order_by("pk")
    _settle(client_id, list(lessons), _texts(client_id).filter(pk=document_id), Q(document=document_id))


def of_document(document: Document) -> list[Clash]:
    return list(_open().filter(document=document, client_id=document.client_id).select_related("lesson"))


def of_lesson(lesson: Lesson) -> list[Clash]:
    found = _open().filter(lesson=lesson, client_id=lesson.client_id)
    return list(found.select_related("document").defer("document__text"))


def of_lessons(lessons: QuerySet[Lesson], most: int) -> list[Clash]:
    found = _open().filter(lesson__in=lessons.values("pk")).select_related("lesson", "document", "client")
    return list(found.defer("document__text")[:most])


def counted(ids: Iterable[int]) -> Counter[int]:
    """How many these documents have."""
    return Counter(_open().filter(document__in=list(ids)).values_list("document_id", flat=True))


def having() -> Q:
    return Q(pk__in=_open().values("document"))


def keep_both(clash: Clash, by: User | None) -> None:
    """Both are right: not asked again, unless one comes to say something otherwise."""
    clash.kept = True
    clash.save(update_fields=["kept"])
    versions.note(clash.document, f"It was kept beside the lesson “{clash.lesson.rule}”: both are right.", by)


def _open() -> QuerySet[Clash]:
    lessons = Lesson.objects.filter(live()).values("pk")
    return Clash.objects.filter(kept=False, lesson__in=lessons).order_by("pk")


def _digest(lesson: Lesson) -> str:
    said = "\n".join([lesson.rule, lesson.kind, lesson.write, lesson.avoid])
    return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


def _bans(lesson: Lesson) -> list[Ban]:
    """Of lessons whose words the rules gate refuses, with those that went into it; else of the sentence alone."""
    own = [Ban(lesson.avoid, lesson.write)] if lesson.avoid and lesson.kind in FORBIDDING else []
    parts = lesson.merged.all() if lesson.combined else ()
    return [*(own or bans(lesson.rule)), *chain.from_iterable(map(_bans, parts))]


def _texts(client_id: int) -> QuerySet[Document]:
    read = Document.objects.filter(client_id=client_id, number__gt=0).annotate(
        beginning=Left("text", CHARACTERS)
    )
    return read.only("kind", "expires_at", "client_id")


def _settle(client_id: int, lessons: Sequence[Lesson], texts: QuerySet[Document], which: Q) -> None:
    """What was found of these lessons and documents stands; of `which`, what isn't so any more goes."""
    language = stemming.language(client_id)
    said = {lesson.pk: _bans(lesson) for lesson in lessons}
    found = {
        (lesson.pk, document.pk): pairs
        for document in texts
        for lesson in lessons
        if (pairs := list(_contrary(lesson, said[lesson.pk], document, language))[:MOST])
    }
    for clash in Clash.objects.filter(which, client_id=client_id):
        if (clash.lesson_id, clash.document_id) not in found:
            clash.delete()
    for (lesson_id, document_id), pairs in found.items():
        _store(client_id, lesson_id, document_id, pairs)


def _contrary(lesson: Lesson, said: Sequence[Ban], document: Document, language: str) -> Iterator[Pair]:
    if document.has_expired():
        return
    text, is_rule = document.beginning, document.kind in PINNED_KINDS  # type: ignore[attr-defined]
    yield from against(said, text, language, is_rule)
    if is_rule:
        written = f"{lesson.rule}\n{lesson.write}"
        known = {ban.avoid.casefold() for ban in said}
        theirs = [ban for ban in bans(text) if ban.avoid.casefold() not in known]
        yield from ((sentence, says) for says, sentence in against(theirs, written, language, True))


def _store(client_id: int, lesson_id: int, document_id: int, pairs: list[Pair]) -> None:
    """Where it says something new otherwise, people are asked again."""
    clash, _ = Clash.objects.get_or_create(client_id=client_id, lesson_id=lesson_id, document_id=document_id)
    before = [tuple(pair) for pair in clash.otherwise]
    clash.kept = clash.kept and all(pair in before for pair in pairs)
    clash.otherwise = pairs
    clash.save(update_fields=["kept", "otherwise"])
