"""Who is told that a piece waits: once when it does, once more when it is overdue. Workers write and send the
letters; a mail server that is slow or away holds nobody up."""

from django_q.tasks import async_task

from reviews.models import Review
from tenants.access import Role
from tenants.models import Member, User
from tenants.scope import scope

STAFF_WHO_DECIDE = (Role.OWNER, Role.EDITOR)


def announce(review: Review, *, overdue: bool = False) -> None:
    """Have everybody told who may decide, once this transaction has committed."""
    task = "reviews.tasks.remind" if overdue else "reviews.tasks.announce"
    async_task(task, review.client_id, str(review.pk), task_name="mail")


def recipients(review: Review) -> list[User]:
    """The client's reviewers; the agency's own people for an internal review, or where the client has none."""
    with scope([review.client_id], review.client.agency_id):
        members = Member.objects.filter(user__is_active=True).select_related("user")
        theirs = [member.user for member in members if member.role == Role.REVIEWER]
        staff = [member.user for member in members if member.role in STAFF_WHO_DECIDE]
    chosen = staff if review.audience == Review.Audience.STAFF else theirs or staff
    return sorted(set(chosen), key=lambda user: user.pk)
