"""What is done with lessons: proposed, written by hand, accepted, reworded, rejected, ended, merged, forgotten. The
caller's scope holds the client. No run that is under way is touched: each keeps what it was given."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import now

from memory import documents, overtaking
from memory.advice import Advice
from memory.formats.tidying import tidy
from memory.models import Lesson, Usage
from memory.models.lesson import holds
from memory.recalled import LESSON, Recalled
from memory.refusals import Duplicate, Refused
from tenants.models import Client, User

Kind, State, Trust = Lesson.Kind, Lesson.State, Lesson.Trust
FORBIDDING = (Kind.WORDING, Kind.NEVER)  # their words to avoid are checked by rules
WORDED = ["rule", "kind", "write", "avoid", "expires_at"]  # what rewording changes
EVIDENCE = 20  # quotes kept with a lesson


def propose(
    client: Client,
    rule: str,
    kind: str = Kind.WORDING,
    *,
    write: str = "",
    avoid: str = "",
    trust: str = Trust.EDITED,
    run: UUID | None = None,
    decision: int | None = None,
    evidence: Sequence[tuple[str, str]] = (),
) -> Lesson:
    """For staff to accept or reject. `evidence`: what people changed, before and after. Raises Refused."""
    quotes = [{"before": before, "after": after} for before, after in evidence[:EVIDENCE]]
    lesson = Lesson(
        client=client, kind=Kind(kind), trust=Trust(trust), run=run, decision=decision, evidence=quotes
    )
    return _worded(lesson, rule, write, avoid)


def write_down(
    client: Client,
    rule: str,
    kind: str,
    by: User | None,
    *,
    write: str = "",
    avoid: str = "",
    expires_at: datetime | None = None,
    trust: str = Trust.WRITTEN,
) -> Lesson:
    """A lesson by hand: accepted by whoever writes it. Raises Refused."""
    lesson = Lesson(client=client, kind=Kind(kind), trust=Trust(trust), added_by=by, expires_at=expires_at)
    lesson.state, lesson.decided_by, lesson.decided_at = State.ACCEPTED, by, now()
    return _worded(lesson, rule, write, avoid)


def accept(lesson: Lesson, by: User | None) -> None:
    _decided(lesson, State.ACCEPTED, by, "")


def reject(lesson: Lesson, by: User | None, reason: str = "") -> None:
    _decided(lesson, State.REJECTED, by, tidy(reason)[:500])


def reword(
    lesson: Lesson,
    rule: str,
    kind: str,
    write: str = "",
    avoid: str = "",
    expires_at: datetime | None = None,
    seen: str | None = None,
) -> None:
    """Raises Refused. What it was learned from stays with it, and so does what others decided on it meanwhile. `seen`:
    the mark of the words that these were written over; raises Overtaken if it says others by now."""
    with transaction.atomic():
        overtaking.check_lesson(lesson, seen)
        lesson.kind, lesson.expires_at = Kind(kind), expires_at
        _worded(lesson, rule, write, avoid)


def end(lesson: Lesson) -> None:
    """From now on it goes into no prompt."""
    lesson.expires_at = now()
    lesson.save(update_fields=["expires_at"])


def merge(lesson: Lesson, into: Lesson) -> None:
    """The other stands for both, with the evidence of both. Raises Refused."""
    if lesson.pk == into.pk or lesson.client_id != into.client_id:
        raise Refused("A lesson can be merged into another one of the same client only.")
    if lesson.merged_into_id:
        raise Refused(f"“{lesson.rule}” was merged already.")
    if into.merged_into_id:
        raise Refused(f"“{into.rule}” was merged itself. Choose the lesson that it went into.")
    into.evidence = [*into.evidence, *(one for one in lesson.evidence if one not in into.evidence)][:EVIDENCE]
    into.save(update_fields=["evidence"])
    lesson.merged_into = into
    lesson.save(update_fields=["merged_into"])


def forget(lesson: Lesson) -> None:
    """Gone, with its evidence, with what was merged into it, and with its count."""
    gone = _with_merged(lesson)
    Usage.objects.filter(client_id=lesson.client_id, lesson__in=gone).delete()
    Lesson.objects.filter(client_id=lesson.client_id, pk__in=gone).delete()


def _with_merged(lesson: Lesson) -> list[int]:
    return [lesson.pk, *(pk for each in lesson.merged.all() for pk in _with_merged(each))]


def holding(client_id: int) -> list[Recalled]:
    """Those that go into prompts now, in their order."""
    rows = (
        Lesson.objects.holding().filter(client_id=client_id).order_by("pk").values_list("pk", "kind", "rule")
    )
    names = dict(Kind.choices)
    return [Recalled(pk, 0, names[kind], LESSON, rule, 1.0, pinned=True) for pk, kind, rule in rows]


def forbidden(*client_ids: int) -> dict[int, list[str]]:
    """For each client that has any: the words that its lessons say never to write, in their order."""
    found: dict[int, list[str]] = {}
    for lesson in forbidding(*client_ids):
        found.setdefault(lesson.client_id, []).append(lesson.avoid)
    return found


def instead(*client_ids: int) -> dict[int, dict[str, str]]:
    """For each client that has any: words that its lessons say never to write, in small letters → those to write."""
    found: dict[int, dict[str, str]] = {}
    for lesson in forbidding(*client_ids):
        if lesson.write:
            found.setdefault(lesson.client_id, {}).setdefault(lesson.avoid.casefold(), lesson.write)
    return found


def forbidding(*client_ids: int) -> list[Lesson]:
    """Those with words to avoid that hold, by themselves or within what they were merged into with others: a sentence
    may stand for many, but has one field for such words. One query; only what is needed of each is read."""
    kept = Lesson.objects.filter(holds() | Q(merged_into__isnull=False), client_id__in=client_ids)
    rows = kept.order_by("pk").only(
        "client_id", "kind", "rule", "write", "avoid", "merged_into_id", "combined"
    )
    known = {lesson.pk: lesson for lesson in rows}
    return [
        each for each in known.values() if each.avoid and each.kind in FORBIDDING and _stands(each, known)
    ]


def avoided(parts: Sequence[Lesson]) -> list[str]:
    """The words that the rules gate goes on refusing when these are merged."""
    below = [*parts, *(each for part in parts if part.combined for each in part.merged.all())]
    return list(dict.fromkeys(each.avoid for each in below if each.avoid and each.kind in FORBIDDING))


def _stands(lesson: Lesson, known: Mapping[int, Lesson]) -> bool:
    """What doesn't hold and isn't merged is unknown."""
    if lesson.merged_into_id is None:
        return True
    into = known.get(lesson.merged_into_id)
    return into is not None and into.combined and _stands(into, known)


def as_advice(lesson: Lesson) -> Advice:
    """Its client is at hand."""
    return Advice(lesson.pk, lesson.rule, lesson.write, lesson.avoid, lesson.client.language)


def _decided(lesson: Lesson, state: str, by: User | None, reason: str) -> None:
    lesson.state, lesson.decided_by, lesson.decided_at, lesson.reason = State(state), by, now(), reason
    lesson.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def _worded(lesson: Lesson, rule: str, write: str, avoid: str) -> Lesson:
    lesson.rule, lesson.write, lesson.avoid = (_line(text) for text in (rule, write, avoid))
    if not any(map(str.isalnum, lesson.rule)):
        raise Refused("Write the lesson in one sentence.")
    if len(lesson.rule) > Lesson.LONGEST:
        raise Refused(
            f"The lesson has {len(lesson.rule)} characters; at most {Lesson.LONGEST}: make it one rule."
        )
    if lesson.avoid and lesson.avoid.casefold() == lesson.write.casefold():
        raise Refused(f"“{lesson.avoid}” can't be both the words to write and the words to avoid.")
    try:
        with transaction.atomic():
            lesson.save(update_fields=WORDED if lesson.pk else None)
    except IntegrityError as clash:
        raise Duplicate(f"This client has the lesson “{lesson.rule}” already.") from clash
    documents.ring(lesson.client_id)  # for documents that say otherwise
    return lesson


def _line(text: str) -> str:
    """One line: a lesson is one entry of a list in the prompt."""
    return " ".join(tidy(text).split())
