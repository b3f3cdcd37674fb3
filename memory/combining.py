"""Several lessons become one: a text is proposed from them, a person edits and saves it, and it stands for all of them
until that is undone. They are kept under it, as where it comes from, and go into no prompt of their own. The caller's
scope holds the client."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.timezone import now

from memory import lessons
from memory.models import Lesson, Usage
from memory.refusals import Duplicate, Refused
from tenants.models import User

MOST = 20  # lessons that are merged at once
Quotes = list[dict[str, str]]


@dataclass(frozen=True)
class Proposal:
    """As memory.lessons takes it; the rule may be longer than one can be, for a person to shorten."""

    rule: str
    kind: str
    write: str
    avoid: str
    expires_at: datetime | None


def proposed(parts: Sequence[Lesson]) -> Proposal:
    """Their sentences one after the other, none twice; the kind of most; the words where all agree on them; and the
    first day on which one of them ends."""
    kinds = [part.kind for part in parts]
    words = {(part.write, part.avoid) for part in parts if part.write or part.avoid}
    write, avoid = words.pop() if len(words) == 1 else ("", "")
    ends = [part.expires_at for part in parts if part.expires_at]
    return Proposal(_sentences(parts), max(kinds, key=kinds.count), write, avoid, min(ends, default=None))


def check(parts: Sequence[Lesson]) -> None:
    """Raises Refused where they can't be merged."""
    if len({part.pk for part in parts}) < 2:
        raise Refused("Choose two lessons or more to merge.")
    if len(parts) > MOST:
        raise Refused(f"Choose {MOST} lessons at most to merge at once.")
    if len({part.client_id for part in parts}) > 1:
        raise Refused("Choose lessons of one client: what one client is taught is never another’s.")
    for part in parts:
        _check(part)


def combine(parts: Sequence[Lesson], by: User | None, rule: str, **words: Any) -> Lesson:
    """`words`: as lessons.write_down takes them. Raises Refused; then nothing is changed."""
    with transaction.atomic():
        held = list(_those(parts).select_for_update().order_by("pk"))
        check(held)
        # Until there is a lesson for them to go into they go into themselves: its text may be one of theirs.
        _those(parts).update(merged_into=F("pk"))
        one = lessons.write_down(held[0].client, rule, by=by, **words)
        one.combined, one.evidence = True, _evidence(held)
        one.save(update_fields=["combined", "evidence"])
        _those(parts).update(merged_into=one)
    return one


def undo(lesson: Lesson) -> list[Lesson]:
    """Those that it was made of stand for themselves again, as they were; it is gone with its count. Raises Refused;
    then nothing is changed."""
    if not lesson.combined or lesson.merged_into_id:
        raise Refused(f"“{lesson.rule}” stands for no others that could be taken apart.")
    parts = list(lesson.merged.order_by("pk"))
    try:
        with transaction.atomic():
            _hand_back(parts, lesson.evidence)
            _those(parts).update(merged_into=F("pk"))
            Usage.objects.filter(client_id=lesson.client_id, lesson=lesson.pk).delete()
            Lesson.objects.filter(client_id=lesson.client_id, pk=lesson.pk).delete()
            _those(parts).update(merged_into=None)
    except IntegrityError as clash:
        raise Duplicate(
            "One of the lessons was written anew meanwhile. Forget or reword that one first."
        ) from clash
    return parts


def apart(lesson: Lesson) -> None:
    """One that was merged into another stands for itself again; the other keeps both’s evidence. Raises Refused."""
    if lesson.merged_into is None or lesson.merged_into.combined:
        raise Refused(f"“{lesson.rule}” was merged with others: undo that on the page of what they became.")
    try:
        with transaction.atomic():
            Lesson.objects.filter(client_id=lesson.client_id, pk=lesson.pk).update(merged_into=None)
    except IntegrityError as clash:
        raise Duplicate(
            f"This client has the lesson “{lesson.rule}” again. Forget or reword that one first."
        ) from clash
    lesson.merged_into = None


def _check(part: Lesson) -> None:
    if part.merged_into_id:
        raise Refused(f"“{part.rule}” was merged already.")
    if part.state == Lesson.State.REJECTED:
        raise Refused(f"“{part.rule}” was rejected: leave it out, or accept it first.")
    if part.expires_at and part.expires_at <= now():
        raise Refused(f"“{part.rule}” has ended: leave it out.")


def _those(parts: Sequence[Lesson]) -> QuerySet[Lesson]:
    rows = Lesson.objects.filter(pk__in=[part.pk for part in parts])
    return rows.filter(client_id__in={part.client_id for part in parts})


def _sentences(parts: Sequence[Lesson]) -> str:
    said: dict[str, str] = {}
    for part in parts:
        sentence = part.rule if part.rule[-1:] in ".!?…" else f"{part.rule}."
        said.setdefault(sentence.casefold(), sentence)
    return " ".join(said.values())


def _evidence(parts: Sequence[Lesson]) -> Quotes:
    """In turn, so that where there is too much each keeps some."""
    most = max((len(part.evidence) for part in parts), default=0)
    every = (part.evidence[at] for at in range(most) for part in parts if at < len(part.evidence))
    return _once(every)[: lessons.EVIDENCE]


def _hand_back(parts: Sequence[Lesson], evidence: Quotes) -> None:
    """What was learned since they were merged goes to the first of them."""
    known = [quote for part in parts for quote in part.evidence]
    if fresh := [quote for quote in evidence if quote not in known]:
        parts[0].evidence = [*parts[0].evidence, *fresh][: lessons.EVIDENCE]
        parts[0].save(update_fields=["evidence"])


def _once(quotes: Any) -> Quotes:
    found: Quotes = []
    for quote in quotes:
        if quote not in found:
            found.append(quote)
    return found
