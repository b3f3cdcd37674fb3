"""Decisions teach: from edits and change requests lessons are proposed, each with its evidence, once for each decision.

It happens in the background. The rows are the truth: whatever of the client's decisions wasn't studied yet is, so a
bell that is lost is made up for by the next one. What is repeated or said in so many words is found without a model;
where the client has models, an assistant is asked for what else was meant.
"""

import logging
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models.functions import Now
from django_q.tasks import async_task

from memory import taught
from memory.learning import learn
from memory.models import Lesson
from memory.taught import Change, Taught
from reviews.models import Decision, Study
from tenants.scope import tenant_tx
from workflows import assistants, lineup
from workflows.limits import QueueFull
from workflows.models import Event, Run
from workflows.models.version import Unpublishable

log = logging.getLogger(__name__)
AT_ONCE = 50  # decisions of a client in one go; the next decision goes on
COMPARED = 300  # of its newest studies, in which the same change is looked for
SHOWN = 40  # changes that the assistant is shown
PROPOSED = 5  # lessons that it may propose of one decision
ASSISTANT = "lessons"
Trust = Lesson.Trust


def follow(sender: type[Event], events: list[Event], **_: Any) -> None:
    """The receiver of `events_recorded`, within its transaction."""
    for client in {event.client_id for event in events if event.kind == "review.decided"}:
        async_task("reviews.tasks.learn", client, task_name="learn")
    if done := [event.run for event in events if event.kind == "run.done" and event.run]:
        for study in Study.objects.filter(asked__in=done, told_at__isnull=True):
            async_task("reviews.tasks.take_lessons", study.client_id, study.pk, task_name="learn")


def study(client_id: int) -> int:
    """Each of the client's decisions that nobody has studied, in its own transaction; how many there were."""
    offline = lineup.of_client(client_id).is_offline
    with tenant_tx(client_id):
        waiting = Decision.objects.filter(client_id=client_id, studies__isnull=True).order_by("pk")
        ids = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
    return sum(_studied(client_id, pk, offline) for pk in ids)


def take(client_id: int, study_id: int) -> None:
    """What the assistant answered, once."""
    with tenant_tx(client_id):
        row = Study.objects.select_for_update().filter(client_id=client_id, pk=study_id).first()
        if row is None or row.told_at or not row.asked:
            return
        Study.objects.filter(pk=row.pk).update(told_at=Now())
        decision = Decision.objects.select_related("client", "review").get(pk=row.decision_id)
        for lesson in _answered(row, decision):
            _learn(decision, lesson)


def _studied(client_id: int, decision_id: int, offline: bool) -> bool:
    with tenant_tx(client_id):
        row, is_new = Study.objects.get_or_create(client_id=client_id, decision_id=decision_id)
        if not is_new:
            return False
        decision = Decision.objects.select_related("client", "review").get(pk=decision_id)
        mine = _changes(decision)
        row.changes = [asdict(change) for change in mine]
        row.save(update_fields=["changes"])
        for lesson in _told(decision, mine):
            _learn(decision, lesson)
        if not offline and (mine or _note(decision)):
            row.asked = _ask(decision, mine)
            row.save(update_fields=["asked"])
    return True


def _changes(decision: Decision) -> list[Change]:
    return taught.changes(decision.original, decision.text) if decision.text else []


def _told(decision: Decision, mine: list[Change]) -> list[Taught]:
    """What is plain without any model."""
    newest = Study.objects.filter(client_id=decision.client_id).order_by("-pk")[:COMPARED]
    earlier = [[Change(**change) for change in row.changes] for row in newest]
    return [*taught.asked(_note(decision)), *taught.repeated(mine, earlier)]


def _note(decision: Decision) -> str:
    return decision.note if decision.kind == Decision.Kind.REQUEST_CHANGES else ""


def _learn(decision: Decision, lesson: Taught) -> None:
    trust = Trust.ASKED if _note(decision) else Trust.EDITED
    learn(decision.client, lesson, trust=trust, run=decision.review.run_id, decision=decision.pk)


def _ask(decision: Decision, mine: list[Change]) -> UUID | None:
    """The run of the assistant; None where it can't be asked now, which loses nothing but its opinion."""
    known = Lesson.objects.filter(client_id=decision.client_id, merged_into__isnull=True).exclude(
        state=Lesson.State.REJECTED
    )
    brief = {
        "edits": [f"{change.was} ⇒ {change.now}" for change in mine[:SHOWN]],
        "note": _note(decision),
        "known": list(known.order_by("-pk").values_list("rule", flat=True)[:SHOWN]),
    }
    try:
        return assistants.begin(decision.client, ASSISTANT, brief, title=f"Lessons of {decision.review}").pk
    except (QueueFull, Unpublishable) as refused:
        log.info("No assistant was asked what decision %s teaches: %s", decision.pk, refused)
        return None


def _answered(row: Study, decision: Decision) -> list[Taught]:
    run = Run.with_trials.filter(client_id=row.client_id, pk=row.asked).first()
    output = run.attempts.filter(state="passed").order_by("id").last() if run else None
    lines = (output.output.get("data") or {}).get("lessons", []) if output else []
    mine = [Change(**change) for change in row.changes]
    read = [_read(str(line), mine, decision) for line in lines[:PROPOSED]]
    return [lesson for lesson in read if lesson]


def _read(line: str, mine: list[Change], decision: Decision) -> Taught | None:
    """`kind | sentence | words to write | words to avoid`. Words that stand nowhere in what people did are dropped:
    a rule may not forbid what nobody ever wrote."""
    kind, rule, write, avoid = [*(part.strip() for part in line.split("|")), "", "", "", ""][:4]
    if kind not in Lesson.Kind.values or not rule:
        return None
    avoid = avoid if _stands(avoid, [*(change.was for change in mine), decision.note]) else ""
    write = write if _stands(write, [*(change.now for change in mine), decision.note]) else ""
    about = [change for change in mine if _stands(avoid, [change.was]) or _stands(write, [change.now])]
    return Taught(
        rule, kind, write[:80], avoid[:80], tuple((change.was, change.now) for change in (about or mine)[:5])
    )


def _stands(words: str, texts: list[str]) -> bool:
    return bool(words) and any(words.casefold() in text.casefold() for text in texts)
