"""Drafts: what people have written at a review so far, kept by the server for each of them, and what others wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from memory.prose import diffing
from reviews import company, unheard
from reviews.desk import Desk
from reviews.marking import TALK, Note
from reviews.models import Comment, Review, Sitting
from reviews.models.sitting import LONGEST
from tenants.models import User

KEPT = ("text", "note-changes", "note-reject")
MOST = 86_400  # seconds that one sign may speak for; more is nonsense


@dataclass(frozen=True)
class Kept:
    """What became of a draft that was sent. `clash`: it was changed elsewhere since, and nothing was overwritten.
    `long`: it is more than is kept, and what was kept before stays, whole."""

    sitting: Sitting
    clash: bool = False
    long: bool = False


@dataclass(frozen=True)
class Other:
    """A colleague at the same piece."""

    sitting: Sitting
    amount: diffing.Amount | None  # how far their words differ from the original; None: not at all

    @property
    def name(self) -> str:
        return str(self.sitting)


def mine(review: Review, user: User) -> Sitting | None:
    return Sitting.objects.with_clock().filter(review=review, by=user).first()


@transaction.atomic
def sign(review: Review, user: User, sent: Mapping[str, str]) -> Kept:
    """A sign of life from an open page: `opened` and `active` seconds since the last one, and with `revision` the form
    as it stands. An older revision than the one that is kept changes nothing, unless `force` says so. A draft is kept
    after the decision too: whoever came too late finds their words again."""
    Sitting.objects.get_or_create(client_id=review.client_id, review=review, by=user)
    sitting = Sitting.objects.with_clock().select_for_update(of=("self",)).get(review=review, by=user)
    sitting.looked(_number(sent.get("opened")), _number(sent.get("active")))
    clash, long = False, any(len(sent.get(name, "")) > LONGEST for name in KEPT)
    if "revision" in sent and not long:
        clash = _number(sent["revision"]) != sitting.revision and not sent.get("force")
        form = _form(review, sent)
        if form != sitting.form and not clash:
            sitting.keep(form)
        clash = clash and form != sitting.form
    sitting.save()
    return Kept(sitting, clash, long)


@transaction.atomic
def replace(review: Review, user: User, text: str, answers: Mapping[int, str]) -> Kept:
    """Another draft in place of one's own, as after a merge."""
    sent = {"text": text, **{f"finding-{number}": answer for number, answer in answers.items()}}
    now = mine(review, user)
    return sign(review, user, {**(now.form if now else {}), **sent, "revision": "0", "force": "yes"})


@transaction.atomic
def forget(review: Review, user: User) -> None:
    """Start over. The time that was spent stays spent."""
    row = Sitting.objects.with_clock().filter(review=review, by=user).select_for_update(of=("self",)).first()
    if row:
        row.keep({})
        row.save()


def keep_words(review: Review) -> None:
    """The text became another one, with other findings: of drafts the words stay, and answers to findings go."""
    for row in Sitting.objects.filter(review=review).exclude(form={}):
        row.form = {name: words for name, words in row.form.items() if name in KEPT}
        row.revision += 1
        row.save(update_fields=["form", "revision"])


def desk_of(review: Review, sitting: Sitting | None, talk: tuple[Note, ...] = ()) -> Desk:
    """The piece as this person left it."""
    form = sitting.form if sitting else {}
    desk = Desk.answered(review.text, review.found, form) if form else Desk.fresh(review.text, review.found)
    return desk.with_talk(talk)


def others(review: Review, user: User) -> list[Other]:
    """Colleagues who are there now, or who have changed the text."""
    rows = Sitting.objects.with_clock().filter(review=review).exclude(by=user).select_related("by")
    found = [Other(row, _changed(review, row)) for row in rows]
    return [other for other in found if other.amount or other.sitting.is_there]


def talk(comments: Any) -> tuple[Note, ...]:
    """The words that open comments are about."""
    return tuple(
        Note(comment.pk, comment.quote, TALK, comment.turn)
        for comment in comments
        if comment.quote and not comment.resolved_at
    )


def comments_of(review: Review) -> list[Comment]:
    rows = review.comments.select_related("by", "guest", "resolved_by")
    return list(rows.prefetch_related("mentions__user", "mentions__guest"))


def said_to(review: Review, user: User) -> list[Comment]:
    """The comments as this person is shown them."""
    return unheard.mark(comments_of(review), user, lambda: company.of(review))


def spent(review: Review, user: User) -> tuple[int | None, int | None]:
    """Seconds open and active; None where nothing was measured."""
    row = Sitting.objects.filter(review=review, by=user).first()
    return (row.seconds_open, row.seconds_active) if row else (None, None)


def _changed(review: Review, sitting: Sitting) -> diffing.Amount | None:
    desk = desk_of(review, sitting)
    return desk.amount if desk.is_changed else None


def _form(review: Review, sent: Mapping[str, str]) -> dict[str, str]:
    """Only what the page has. {} where nothing was answered, written or noted."""
    names = [*KEPT, *(f"finding-{number}" for number in range(1, len(review.findings) + 1))]
    form = {name: sent[name] for name in names if sent.get(name)}
    desk = Desk.answered(review.text, review.found, {"text": sent.get("text", review.text)})
    if not desk.is_changed:
        form.pop("text", None)
    elif "text" in sent:
        form["text"] = desk.base
    return form


def _number(sent: str | None) -> int:
    return min(int(sent), MOST) if sent and sent.isdecimal() and len(sent) < 10 else 0
