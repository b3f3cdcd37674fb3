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
from reviews import approving, circle, drafting, mailing
from reviews.desk import Desk
from reviews.models import Decision, Review
from reviews.models.guest import Guest
from tenants.models import User
from workflows import decisions, leases
from workflows.engine.kinds import review as human
from workflows.engine.outcomes import Outcome
from workflows.engine.settings import listed
from workflows.models.event import record
from workflows.waiting import asked

Kind = Decision.Kind
Person = User | Guest
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
    by: Person
    seen: str  # hash of the text that the page showed
    note: str = ""
    text: str = ""  # the final text, for an approval
    accepted: tuple[int, ...] = ()  # numbers of the findings taken in (approval) or sent along (changes)
    dismissed: tuple[int, ...] = ()

    @property
    def user(self) -> User | None:
        return self.by if isinstance(self.by, User) else None

    @property
    def guest(self) -> Guest | None:
        return self.by if isinstance(self.by, Guest) else None


def approval(desk: Desk, by: Person, seen: str) -> Wanted:
    """Approve what the desk shows now: as it was, or with the person's edits."""
    kind = Kind.APPROVE_WITH_EDITS if desk.is_changed else Kind.APPROVE
    return Wanted(kind, by, seen, text=desk.final, accepted=desk.accepted, dismissed=desk.dismissed)


def change_request(note: str, marked: Sequence[int], by: Person, seen: str) -> Wanted:
    return Wanted(Kind.REQUEST_CHANGES, by, seen, note=note, accepted=tuple(marked))


def rejection(note: str, by: Person, seen: str) -> Wanted:
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
    if wanted.user and (refusal := deciders.refusal(wanted.user)):  # a guest's link is for this piece
        return Refused(refusal)
    if review.state != Review.State.OPEN:
        return Refused(REPLACED)
    if wanted.seen != review.digest:
        return Refused(EDITED.format(who=review.edited_by) if review.edited_by else CHANGED)
    try:
        with transaction.atomic():  # undone if the run doesn't wait for this any more
            if review.is_joint and wanted.kind in YESES:
                away = deciders.instead_of.get(wanted.user.pk) if wanted.user else None
                return _counted(review, wanted, away)
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
    _tell(review, "review.approved", sentence, wanted, digest=review.digest)
    if edited:
        mailing.announce(review, "edited")
    return Counted(standing.sentence)


def _recorded(review: Review, wanted: Wanted) -> Decision:
    approved = wanted.text if wanted.kind in YESES else ""
    original = asked(review.attempt).text if review.is_joint or review.edited_by_id else review.text
    kind = _kind(wanted, original)
    review.state, review.closed_at = Review.State.DECIDED, now()
    review.save(update_fields=["state", "closed_at"])
    opened, active = drafting.spent(review, wanted.user) if wanted.user else (None, None)
    decision = Decision.objects.create(
        client_id=review.client_id,
        review=review,
        kind=kind,
        by=wanted.user,
        guest=wanted.guest,
        note=wanted.note,
        original=original,
        text=approved,
        digest=digest(approved) if approved else "",
        accepted=list(wanted.accepted),
        dismissed=list(wanted.dismissed),
        edit_share=edit_share(original, approved) if approved and approved != original else 0.0,
        seconds_open=opened,
        seconds_active=active,
    )
    sentence = SENTENCES[kind].format(who=_who(review, wanted), note=wanted.note)
    _tell(review, "review.decided", sentence, wanted, decision=decision.pk, decided=str(kind))
    outcome = _outcome(review, wanted, sentence)
    decisions.decide(review.run_id, review.attempt_id, outcome, by=wanted.user, **_named(wanted))
    return decision


def _tell(review: Review, kind: str, sentence: str, wanted: Wanted, **facts: Any) -> None:
    about: dict[str, Any] = {"step_key": review.step_key, "review": str(review.pk), **facts, **_named(wanted)}
    record(review.client_id, kind, run=review.run_id, sentence=sentence, by=wanted.user, **about)


def _named(wanted: Wanted) -> dict[str, str]:
    """What an event says of a guest."""
    return {"guest": str(wanted.guest.pk)} if wanted.guest else {}


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
    mine = (standing.guest or standing.by, _sort(standing.kind), standing.note, standing.digest)
    return mine == (wanted.by, _sort(wanted.kind), wanted.note, text)


def _sort(kind: str) -> str:
    """With and without edits are one kind of yes: the text tells them apart."""
    return Kind.APPROVE if kind in YESES else kind


def overtaken(standing: Decision, by: Person) -> str:
    """What somebody is told whose decision comes after another, perhaps after one of their own."""
    done = {
        Kind.APPROVE: "approved it",
        Kind.APPROVE_WITH_EDITS: "approved it with edits",
        Kind.REQUEST_CHANGES: "asked for changes",
        Kind.REJECT: "rejected it",
    }[Kind(standing.kind)]
    decided_by = standing.guest or standing.by
    if standing.digest and approving.of(standing.review, by).filter(digest=standing.digest).exists():
        return (
            "You approved exactly this text, and so did the others: it is decided. Nothing more was recorded."
        )
    if decided_by == by:
        return f"You already {done}. Nothing more was recorded."
    return f"{decided_by or 'Somebody'} {done} before you. Your decision was not recorded."
