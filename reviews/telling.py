"""What people are told of, by kind: whom it concerns, and the letter for each of them."""

from typing import Any
from uuid import UUID

from django_q.tasks import async_task

from reviews import posting
from reviews.mailing import REASONS, Why, recipients
from reviews.models import Comment, Letter, Review, Wishes
from reviews.models.wishes import Wish
from tenants.access import CLIENT_PEOPLE
from tenants.memberships import access_of
from tenants.models import Client, Member, User
from tenants.scope import scope, tenant_tx
from workflows.models import Event

Kind = Letter.Kind


def commented(sender: type[Comment], instance: Comment, created: bool, **_: Any) -> None:
    """The receiver of a saved comment."""
    if created:
        async_task("reviews.tasks.tell_comment", instance.client_id, instance.pk, task_name="mail")


def follow(sender: type[Event], events: list[Event], **_: Any) -> None:
    """The receiver of recorded events: a piece that lies in the library, where anybody wants to know."""
    delivered = [event for event in events if event.kind == "piece.delivered"]
    if delivered and Wishes.objects.filter(kinds__piece__in=[Wish.NOW, Wish.DIGEST]).exists():
        for event in delivered:
            delivery = event.data["delivery"]
            async_task("reviews.tasks.tell_piece", event.client_id, delivery, task_name="mail")


def waiting(client_id: int, review_id: UUID, why: Why) -> None:
    """Whoever is asked to decide, if the piece still waits."""
    kind = Kind.OVERDUE if why == "overdue" else Kind.WAITING
    with tenant_tx(client_id):
        review = Review.objects.open().with_names().filter(pk=review_id).first()
        if review:
            people = recipients(review, why)
            posting.write(kind, review.client, str(review.pk), people, _occasion(review, why))
    posting.post_now(client_id)


def _occasion(review: Review, why: Why) -> str:
    """A text is edited more than once; all else happens to a review once."""
    if why == "edited":
        return f"edited:{review.digest[:12]}"
    return why if why in REASONS else ""


def comment(client_id: int, pk: int) -> None:
    """Whoever may decide, and whoever took part, but not who wrote it."""
    with tenant_tx(client_id):
        said = Comment.objects.filter(pk=pk).select_related("review__client").first()
        if said:
            posting.write(Kind.COMMENT, said.review.client, str(said.pk), _taking_part(said))
    posting.post_now(client_id)


def piece(client_id: int, delivery: str) -> None:
    """The client's own people."""
    with tenant_tx(client_id):
        client = Client.objects.get(pk=client_id)
        with scope([client_id], client.agency_id):
            theirs = Member.objects.filter(client=client, role__in=CLIENT_PEOPLE, user__is_active=True)
            people = [member.user for member in theirs.select_related("user")]
        posting.write(Kind.PIECE, client, delivery, people)
    posting.post_now(client_id)


def _taking_part(said: Comment) -> list[User]:
    spoke = User.objects.filter(pk__in=said.review.comments.exclude(by=None).values("by"), is_active=True)
    still = [user for user in spoke if access_of(user.pk, None, said.client_id).may("see", said.client_id)]
    people = {user.pk: user for user in (*recipients(said.review), *still)}
    return [user for pk, user in sorted(people.items()) if pk != said.by_id]
