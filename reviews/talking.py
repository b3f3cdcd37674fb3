"""What people say to each other about a piece: comments on it or on some of its words, replies, resolved or open.

What can't be done is a value (a sentence for the page); an exception here is a bug.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models.functions import Now

from reviews.models import Comment, Review
from tenants.models import User

LIMIT = 5000  # characters
QUOTED = 1000  # characters of the words that a comment is about
EMPTY = f"Write a comment of up to {LIMIT:,} characters."
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


def say(
    review: Review, by: User, text: str, quote: str = "", turn: int = 0, to: Comment | None = None
) -> str:
    """ "" or what is wrong. A reply to a reply is one to the comment."""
    if trouble := _trouble(text):
        return trouble
    first = to.parent_id or to.pk if to else None
    about = {} if to else {"quote": " ".join(quote.split())[:QUOTED], "turn": turn}
    Comment.objects.create(
        client_id=review.client_id, review=review, by=by, text=text.strip(), parent_id=first, **about
    )
    return ""


def change(comment: Comment, by: User, verb: str, text: str = "") -> str:
    """One of VERBS, done by somebody who may comment. "" or what is wrong."""
    if verb == "reply":
        return say(comment.review, by, text, to=comment)
    if verb in ("edit", "delete") and comment.by_id != by.pk:
        return "Only who wrote a comment can change it or take it back."
    if verb == "edit":
        return _reworded(comment, text)
    if verb == "delete":
        _taken_back(comment)
    elif comment.parent_id is None:
        _resolved(comment, by if verb == "resolve" else None)
    return ""


def texts(verb: str, pk: int, form: Mapping[str, str]) -> str:
    """What the form holds for this verb."""
    return form.get(f"{verb}-{pk}", "")


def _trouble(text: str) -> str:
    return "" if 0 < len(text.strip()) <= LIMIT else EMPTY


def _reworded(comment: Comment, text: str) -> str:
    if trouble := _trouble(text):
        return trouble
    Comment.objects.filter(pk=comment.pk).update(text=text.strip(), edited_at=Now())
    return ""


def _taken_back(comment: Comment) -> None:
    """Gone; where somebody has answered, its place stays."""
    if comment.replies.exists():
        Comment.objects.filter(pk=comment.pk).update(text="", quote="", edited_at=Now())
    else:
        comment.delete()


def _resolved(comment: Comment, by: User | None) -> None:
    Comment.objects.filter(pk=comment.pk).update(resolved_at=Now() if by else None, resolved_by=by)
