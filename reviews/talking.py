"""What people say to each other about a piece: comments on it or on some of its words, replies, resolved or open.

What can't be done is a value (a sentence for the page); an exception here is a bug.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django_q.tasks import async_task

from reviews import company, mentions, typed
from reviews.models import Comment, Review
from tenants.models import User

QUOTED = 1000  # characters of the words that a comment is about
EMPTY = f"Write a comment of up to {typed.NOTE:,} characters."
TWICE = timedelta(minutes=1)  # the same words again so soon are one press too many
VERBS = ("reply", "edit", "delete", "resolve", "reopen")


@dataclass(frozen=True)
class Thread:
    first: Comment
    replies: Sequence[Comment]
    anchored: bool  # its words stand in the text as the page shows it

    @property
    def is_open(self) -> bool:
        return self.first.resolved_at is None


def threads(comments: Sequence[Comment], anchored: Collection[int] = ()) -> list[Thread]:
    """In the order in which they began; those that were taken back without an answer aren't among `comments`."""
    replies: dict[int, list[Comment]] = {}
    for comment in comments:
        if comment.parent_id:
            replies.setdefault(comment.parent_id, []).append(comment)
    firsts = [comment for comment in comments if not comment.parent_id]
    return [Thread(first, replies.get(first.pk, []), first.pk in anchored) for first in firsts]


@transaction.atomic
def say(
    review: Review,
    by: User,
    text: str,
    quote: str = "",
    turn: int = 0,
    to: Comment | None = None,
    asked: Sequence[str] = (),
) -> str:
    """ "" or what is wrong. A reply to a reply is one to the comment. `asked`: keys of people who were picked from the
    list (company.Person)."""
    if trouble := _trouble(text):
        return trouble
    first = to.parent_id or to.pk if to else None
    about = {"quote": "", "turn": 0} if to else {"quote": " ".join(quote.split())[:QUOTED], "turn": turn}
    words = {"by": by, "text": typed.note(text), "parent_id": first, **about}
    Review.objects.select_for_update().get(pk=review.pk)  # so that two that are sent at once see each other
    if before := review.comments.filter(**words, at__gt=Now() - TWICE).first():
        return _asking(before, asked)  # a person may have been chosen only now
    said = Comment.objects.create(client_id=review.client_id, review=review, **words)
    mentions.keep(said, company.of(review), asked)
    return ""


@transaction.atomic
def change(comment: Comment, by: User, verb: str, text: str = "", asked: Sequence[str] = ()) -> str:
    """One of VERBS, done by somebody who may comment. "" or what is wrong."""
    if verb == "reply":
        return say(comment.review, by, text, to=comment, asked=asked)
    if verb in ("edit", "delete") and comment.by_id != by.pk:
        return "Only who wrote a comment can change it or take it back."
    if verb == "edit":
        return _reworded(comment, text, asked)
    if verb == "delete":
        _taken_back(comment)
    elif comment.parent_id is None:
        _resolved(comment, by if verb == "resolve" else None)
    return ""


def texts(verb: str, pk: int, form: Mapping[str, str]) -> str:
    """What the form holds for this verb."""
    return form.get(f"{verb}-{pk}", "")


def _trouble(text: str) -> str:
    return "" if 0 < len(typed.note(text)) <= typed.NOTE else EMPTY


def _reworded(comment: Comment, text: str, asked: Sequence[str]) -> str:
    if trouble := _trouble(text):
        return trouble
    comment.text = typed.note(text)
    Comment.objects.filter(pk=comment.pk).update(text=comment.text, edited_at=Now())
    return _asking(comment, asked)


def _asking(comment: Comment, asked: Sequence[str]) -> str:
    """Whoever is asked in it now and wasn't before is told."""
    people = [*company.of(comment.review), *mentions.mentioned(comment)]
    if mentions.keep(comment, people, asked):
        async_task("reviews.tasks.tell_mentions", comment.client_id, comment.pk, task_name="mail")
    return ""


def _taken_back(comment: Comment) -> None:
    """Gone; where somebody has answered, its place stays."""
    if comment.replies.exists():
        comment.mentions.all().delete()
        Comment.objects.filter(pk=comment.pk).update(text="", quote="", edited_at=Now())
    else:
        comment.delete()


def _resolved(comment: Comment, by: User | None) -> None:
    Comment.objects.filter(pk=comment.pk).update(resolved_at=Now() if by else None, resolved_by=by)
