"""A person decides on a piece: bound to the exact text that the person saw, once, and the run goes on at once.

Of two people who decide at the same moment one wins and the other is told. What can't be done any more is a value
(Refused) with the sentence for the page; an exception here is a bug.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from memory.documents import digest
from memory.remembering import edit_share
from reviews import drafting
from reviews.desk import Desk
from reviews.models import Decision, Review
from tenants.models import User
from workflows import decisions, leases
from workflows.engine.kinds import review as human
from workflows.engine.outcomes import Outcome
from workflows.models.event import record
from workflows.waiting import asked

Kind = Decision.Kind
REPLACED = (
    "A newer version of this piece has replaced the one you were looking at. Your decision was not recorded."
)
CHANGED = (
    "The text is not the one you were looking at. Your decision was not recorded; read it again, please."
)
SENTENCES = {
    Kind.APPROVE: "{who} approved it as it was.",
    Kind.APPROVE_WITH_EDITS: "{who} approved it with edits.",
    Kind.REQUEST_CHANGES: "{who} asked for changes: {note}",
    Kind.REJECT: "{who} rejected it: {note}",
}


@dataclass(frozen=True)
class Refused:
    """The decision was not recorded, and why. `decision`: the one that stands, if there is one."""

    sentence: str
    decision: Decision | None = None


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to do with a review."""

    kind: Kind
    by: User
    seen: str  # hash of the text that the page showed
    note: str = ""
    text: str = ""  # the final text, for an approval
    accepted: tuple[int, ...] = ()  # numbers of the findings taken in (approval) or sent along (changes)
    dismissed: tuple[int, ...] = ()


def approval(desk: Desk, by: User, seen: str) -> Wanted:
    """Approve what the desk shows now: as it was, or with the person's edits."""
    kind = Kind.APPROVE_WITH_EDITS if desk.is_changed else Kind.APPROVE
    return Wanted(kind, by, seen, text=desk.final, accepted=desk.accepted, dismissed=desk.dismissed)


def change_request(note: str, marked: Sequence[int], by: User, seen: str) -> Wanted:
    return Wanted(Kind.REQUEST_CHANGES, by, seen, note=note, accepted=tuple(marked))


def rejection(note: str, by: User, seen: str) -> Wanted:
    return Wanted(Kind.REJECT, by, seen, note=note)


@transaction.atomic
def decide(review_id: UUID, run_id: UUID, wanted: Wanted) -> Decision | Refused:
    """Locks the run first and the review second, as the runner does, so that nobody waits for each other."""
    leases.lock(run_id)
    review = Review.objects.select_for_update().get(pk=review_id)
    standing = review.decision
    if standing:
        return standing if _is_same(standing, wanted) else Refused(overtaken(standing, wanted.by), standing)
    if review.state != Review.State.OPEN:
        return Refused(REPLACED)
    if wanted.seen != review.digest:
        return Refused(CHANGED)
    try:
        with transaction.atomic():  # undone if the run doesn't wait for this any more
            return _recorded(review, wanted)
    except decisions.Overtaken:
        return Refused(REPLACED)


def _recorded(review: Review, wanted: Wanted) -> Decision:
    approved = wanted.text if wanted.kind in (Kind.APPROVE, Kind.APPROVE_WITH_EDITS) else ""
    review.state, review.closed_at = Review.State.DECIDED, now()
    review.save(update_fields=["state", "closed_at"])
    opened, active = drafting.spent(review, wanted.by)
    decision = Decision.objects.create(
        client_id=review.client_id,
        review=review,
        kind=wanted.kind,
        by=wanted.by,
        note=wanted.note,
        original=review.text,
        text=approved,
        digest=digest(approved) if approved else "",
        accepted=list(wanted.accepted),
        dismissed=list(wanted.dismissed),
        edit_share=edit_share(review.text, approved) if approved and approved != review.text else 0.0,
        seconds_open=opened,
        seconds_active=active,
    )
    sentence = SENTENCES[wanted.kind].format(who=wanted.by, note=wanted.note)
    facts: dict[str, Any] = {"review": str(review.pk), "decision": decision.pk, "decided": str(wanted.kind)}
    record(
        review.client_id,
        "review.decided",
        run=review.run_id,
        step_key=review.step_key,
        sentence=sentence,
        by=wanted.by,
        **facts,
    )
    decisions.decide(review.run_id, review.attempt_id, _outcome(review, wanted, sentence), by=wanted.by)
    return decision


def _outcome(review: Review, wanted: Wanted, sentence: str) -> Outcome:
    match wanted.kind:
        case Kind.REQUEST_CHANGES:
            step = review.run.definition.step(review.step_key)
            back_to = step.settings.get("back_to", "")
            return human.changes(review.chosen(wanted.accepted), wanted.note, back_to)
        case Kind.REJECT:
            return human.rejected(sentence, review.chosen(wanted.accepted))
        case _:
            return human.approved(asked(review.attempt).output, wanted.text, sentence)


def _is_same(standing: Decision, wanted: Wanted) -> bool:
    """The same button pressed twice is one decision."""
    text = digest(wanted.text) if wanted.text else ""
    mine = (standing.by_id, standing.kind, standing.note, standing.digest)
    return mine == (wanted.by.pk, wanted.kind, wanted.note, text)


def overtaken(standing: Decision, by: User) -> str:
    """What somebody is told whose decision comes after another, perhaps after one of their own."""
    done = {
        Kind.APPROVE: "approved it",
        Kind.APPROVE_WITH_EDITS: "approved it with edits",
        Kind.REQUEST_CHANGES: "asked for changes",
        Kind.REJECT: "rejected it",
    }[Kind(standing.kind)]
    if standing.by_id == by.pk:
        return f"You already {done}. Nothing more was recorded."
    return f"{standing.by or 'Somebody'} {done} before you. Your decision was not recorded."
