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
from reviews import approving, circle, mailing
from reviews.desk import Desk
from reviews.models import Decision, Review
from tenants.models import User
from workflows import decisions, leases
from workflows.engine.kinds import review as human
from workflows.engine.outcomes import Outcome
from workflows.engine.settings import listed
from workflows.models.event import record
from workflows.waiting import asked

Kind = Decision.Kind
REPLACED = (
    "A newer version of this piece has replaced the one you were looking at. Your decision was not recorded."
)
CHANGED = (
    "The text is not the one you were looking at. Your decision was not recorded; read it again, please."
)
EDITED = (
    "{who} approved it with edits, so the text is not the one you were looking at. Your decision was not recorded; "
    "read it again, please."
)
YESES = (Kind.APPROVE, Kind.APPROVE_WITH_EDITS)
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
class Counted:
    """An approval that was recorded; the piece waits for more of them."""

    sentence: str


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
def decide(review_id: UUID, run_id: UUID, wanted: Wanted) -> Decision | Counted | Refused:
    """Locks the run first and the review second, as the runner does, so that nobody waits for each other."""
    leases.lock(run_id)
    review = Review.objects.select_for_update().get(pk=review_id)
    standing = review.decision
    if standing:
        return standing if _is_same(standing, wanted) else Refused(overtaken(standing, wanted.by), standing)
    deciders = circle.of(review)
    if refusal := deciders.refusal(wanted.by):
        return Refused(refusal)
    if review.state != Review.State.OPEN:
        return Refused(REPLACED)
    if wanted.seen != review.digest:
        return Refused(EDITED.format(who=review.edited_by) if review.edited_by else CHANGED)
    try:
        with transaction.atomic():  # undone if the run doesn't wait for this any more
            if review.is_joint and wanted.kind in YESES:
                return _counted(review, wanted, deciders.instead_of.get(wanted.by.pk))
            return _recorded(review, wanted)
    except decisions.Overtaken:
        return Refused(REPLACED)


def _counted(review: Review, wanted: Wanted, instead_of: User | None) -> Decision | Counted:
    """One approval more; with the last that is needed, the decision. Raises decisions.Overtaken."""
    decisions.waiting(review.run_id, review.attempt_id)
    edited = wanted.text != review.text
    earlier = approving.standing(review).given
    approving.add(review, wanted.by, wanted.text, wanted.accepted, wanted.dismissed, instead_of)
    standing = approving.standing(review)
    if standing.is_enough:
        return _recorded(review, wanted)
    said = SENTENCES[wanted.kind].format(who=wanted.by)
    sentence = f"{said} {standing.sentence}"
    if edited and earlier:
        sentence += " The approvals before that were of another text, so they count no more."
    _tell(review, "review.approved", sentence, wanted.by, digest=review.digest)
    if edited:
        mailing.announce(review, "edited")
    return Counted(standing.sentence)


def _recorded(review: Review, wanted: Wanted) -> Decision:
    approved = wanted.text if wanted.kind in YESES else ""
    original = asked(review.attempt).text if review.edited_by_id else review.text
    kind = _kind(wanted, original)
    review.state, review.closed_at = Review.State.DECIDED, now()
    review.save(update_fields=["state", "closed_at"])
    decision = Decision.objects.create(
        client_id=review.client_id,
        review=review,
        kind=kind,
        by=wanted.by,
        note=wanted.note,
        original=original,
        text=approved,
        digest=digest(approved) if approved else "",
        accepted=list(wanted.accepted),
        dismissed=list(wanted.dismissed),
    )
    sentence = SENTENCES[kind].format(who=_who(review, wanted), note=wanted.note)
    _tell(review, "review.decided", sentence, wanted.by, decision=decision.pk, decided=str(kind))
    decisions.decide(review.run_id, review.attempt_id, _outcome(review, wanted, sentence), by=wanted.by)
    return decision


def _tell(review: Review, kind: str, sentence: str, by: User, **facts: Any) -> None:
    about: dict[str, Any] = {"step_key": review.step_key, "review": str(review.pk), **facts}
    record(review.client_id, kind, run=review.run_id, sentence=sentence, by=by, **about)


def _kind(wanted: Wanted, original: str) -> Kind:
    """Whoever comes last of several may approve as it is what another has edited."""
    if wanted.kind not in YESES:
        return wanted.kind
    return Kind.APPROVE if wanted.text == original else Kind.APPROVE_WITH_EDITS


def _who(review: Review, wanted: Wanted) -> str:
    """Everybody whose approval it took."""
    if not review.is_joint or wanted.kind not in YESES:
        return str(wanted.by)
    return listed(map(str, approving.standing(review).given))


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
    mine = (standing.by_id, _sort(standing.kind), standing.note, standing.digest)
    return mine == (wanted.by.pk, _sort(wanted.kind), wanted.note, text)


def _sort(kind: str) -> str:
    """With and without edits are one kind of yes: the text tells them apart."""
    return Kind.APPROVE if kind in YESES else kind


def overtaken(standing: Decision, by: User) -> str:
    """What somebody is told whose decision comes after another, perhaps after one of their own."""
    done = {
        Kind.APPROVE: "approved it",
        Kind.APPROVE_WITH_EDITS: "approved it with edits",
        Kind.REQUEST_CHANGES: "asked for changes",
        Kind.REJECT: "rejected it",
    }[Kind(standing.kind)]
    if standing.digest and standing.review.approvals.filter(by=by, digest=standing.digest).exists():
        return (
            "You approved exactly this text, and so did the others: it is decided. Nothing more was recorded."
        )
    if standing.by_id == by.pk:
        return f"You already {done}. Nothing more was recorded."
    return f"{standing.by or 'Somebody'} {done} before you. Your decision was not recorded."
