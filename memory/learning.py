"""What was taught becomes a proposed lesson of the client, or evidence of one that is there. The caller's scope holds
the client. What staff have rejected isn't proposed again."""

from uuid import UUID

from memory import lessons
from memory.models import Lesson
from memory.refusals import Refused
from memory.taught import Taught
from tenants.models import Client


def learn(
    client: Client, taught: Taught, *, trust: str, run: UUID | None = None, decision: int | None = None
) -> Lesson | None:
    """The lesson that stands for it now; None where it was rejected before, or is no rule."""
    known = _known(client, taught)
    if known is not None:
        return _more(known, taught)
    try:
        return lessons.propose(
            client, taught.rule, taught.kind, write=taught.write, avoid=taught.avoid, trust=trust, run=run,
            decision=decision, evidence=taught.evidence,
        )  # fmt: skip
    except Refused:
        return None


def _known(client: Client, taught: Taught) -> Lesson | None:
    """One that says the same: by its words to avoid and to write, else by its sentence."""
    mine = Lesson.objects.filter(client=client)
    if taught.avoid:
        same = mine.filter(avoid__iexact=taught.avoid, write__iexact=taught.write).order_by("pk").first()
        if same is not None:
            return same.standing()
    same = mine.filter(rule__iexact=taught.rule).order_by("pk").first()
    return same.standing() if same else None


def _more(lesson: Lesson, taught: Taught) -> Lesson | None:
    if lesson.state == Lesson.State.REJECTED:
        return None
    fresh = [{"before": before, "after": after} for before, after in taught.evidence]
    kept = [*lesson.evidence, *(one for one in fresh if one not in lesson.evidence)][: lessons.EVIDENCE]
    if kept != lesson.evidence:
        lesson.evidence = kept
        lesson.save(update_fields=["evidence"])
    return lesson
