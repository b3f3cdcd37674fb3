"""What people are told of, by kind: whom it concerns, and the letter for each of them."""

from typing import Any
from uuid import UUID

from django_q.tasks import async_task

from reviews import company, failing, guest_questions, posting
from reviews.mailing import REASONS, Why, recipients
from reviews.models import Comment, Letter, Review, Wishes
from reviews.models.wishes import Wish
from reviews.notices import PAYS
from tenants.access import CLIENT_PEOPLE
from tenants.members import able
from tenants.memberships import access_of
from tenants.models import Client, Member, User
from tenants.scope import scope, tenant_tx
from workflows import budgets
from workflows.models import Event

Kind = Letter.Kind


def commented(sender: type[Comment], instance: Comment, created: bool, **_: Any) -> None:
    """The receiver of a saved comment."""
    if created:
        async_task("reviews.tasks.tell_comment", instance.client_id, instance.pk, task_name="mail")


def follow(sender: type[Event], events: list[Event], **_: Any) -> None:
    """The receiver of recorded events: a budget that is nearly used up, a run that failed, and a piece that lies in the
    library, where anybody wants to know."""
    for event in (event for event in events if event.kind == budgets.WARNED):
        async_task("reviews.tasks.tell_budget", event.client_id, event.data["month"], task_name="mail")
    for event in filter(failing.concerns, events):
        async_task("reviews.tasks.tell_failed", event.client_id, str(event.run), task_name="mail")
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
    """Whoever it asks by name; and whoever may decide or took part, but not who wrote it."""
    with tenant_tx(client_id):
        said = _said(pk)
        if said:
            asked = _asked(said)
            others = [user for user in _taking_part(said) if user not in asked]
            posting.write(Kind.MENTION, said.review.client, str(said.pk), asked)
            posting.write(Kind.COMMENT, said.review.client, str(said.pk), others)
    _post(client_id, said)


def mentions(client_id: int, pk: int) -> None:
    """Whoever a comment asks by name since it was reworded."""
    with tenant_tx(client_id):
        said = _said(pk)
        if said:
            posting.write(Kind.MENTION, said.review.client, str(said.pk), _asked(said))
    _post(client_id, said)


def budget(client_id: int, month: str) -> None:
    """The agency's owners, once a month."""
    with tenant_tx(client_id):
        client = Client.objects.get(pk=client_id)
        with scope([client_id], client.agency_id):
            owners = able(PAYS, [client_id])[client_id].values()
        posting.write(Kind.BUDGET, client, month, [one.user for one in owners])
    posting.post_now(client_id)


def failed(client_id: int, run: str) -> None:
    """Whoever looks after its workflow, when it is seen how many fail: the sweep sends it."""
    with tenant_tx(client_id):
        if found := failing.ended(run):
            workflow = found.version.workflow
            with scope([client_id], workflow.client.agency_id):
                people = failing.told(workflow)
            posting.write(
                Kind.FAILED, workflow.client, str(workflow.pk), people, failing.hour(found), failing.BURST
            )


def piece(client_id: int, delivery: str) -> None:
    """The client's own people."""
    with tenant_tx(client_id):
        client = Client.objects.get(pk=client_id)
        with scope([client_id], client.agency_id):
            theirs = Member.objects.filter(client=client, role__in=CLIENT_PEOPLE, user__is_active=True)
            people = [member.user for member in theirs.select_related("user")]
        posting.write(Kind.PIECE, client, delivery, people)
    posting.post_now(client_id)


def _said(pk: int) -> Comment | None:
    return Comment.objects.filter(pk=pk).select_related("review__client").first()


def _post(client_id: int, said: Comment | None) -> None:
    posting.post_now(client_id)
    if said:
        guest_questions.send(client_id, said.review)


def _asked(said: Comment) -> list[User]:
    """Those who may see it still, and not who wrote it."""
    seeing = {person.who for person in company.of(said.review)}
    rows = said.mentions.exclude(user=None).exclude(user=said.by_id).select_related("user")
    return list({row.user_id: row.user for row in rows if row.user in seeing}.values())


def _taking_part(said: Comment) -> list[User]:
    spoke = User.objects.filter(pk__in=said.review.comments.exclude(by=None).values("by"), is_active=True)
    still = [user for user in spoke if access_of(user.pk, None, said.client_id).may("see", said.client_id)]
    people = {user.pk: user for user in (*recipients(said.review), *still)}
    return [user for pk, user in sorted(people.items()) if pk != said.by_id]
