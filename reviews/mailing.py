"""The e-mails that say a piece waits: once when it does, once more when it is overdue. Workers send them; a mail server
that is slow or away holds nobody up. A letter carries what stands in the database when it is sent."""

import logging
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django_q.tasks import async_task

from reviews.models import Review
from tenants.access import Role
from tenants.models import Member, User
from tenants.scope import scope, tenant_tx

log = logging.getLogger(__name__)
STAFF_WHO_DECIDE = (Role.OWNER, Role.EDITOR)


def announce(review: Review, *, overdue: bool = False) -> None:
    """Have everybody told who may decide, once this transaction has committed."""
    task = "reviews.tasks.remind" if overdue else "reviews.tasks.announce"
    async_task(task, review.client_id, str(review.pk), task_name="mail")


def send(client_id: int, review_id: UUID, *, overdue: bool = False) -> None:
    """The task's: a mail for each who may decide, if the piece still waits."""
    with tenant_tx(client_id):
        review = Review.objects.open().with_names().filter(pk=review_id).first()
        mails = [_mail(review, person, overdue) for person in recipients(review)] if review else []
    if mails:
        try:
            get_connection().send_messages(mails)
        except OSError:
            log.exception("No mail could be sent to those who may decide: check EMAIL_URL.")


def recipients(review: Review) -> list[User]:
    """The client's reviewers; the agency's own people for an internal review, or where the client has none."""
    with scope([review.client_id], review.client.agency_id):
        members = Member.objects.filter(user__is_active=True).select_related("user")
        theirs = [member.user for member in members if member.role == Role.REVIEWER]
        staff = [member.user for member in members if member.role in STAFF_WHO_DECIDE]
    chosen = staff if review.audience == Review.Audience.STAFF else theirs or staff
    return sorted(set(chosen), key=lambda user: user.pk)


def _mail(review: Review, person: User, overdue: bool) -> EmailMultiAlternatives:
    address = settings.SITE_URL + reverse("portal:review", args=[review.pk])
    facts = {
        "review": review,
        "person": person,
        "address": address,
        "minutes": review.minutes,
        "overdue": overdue,
    }
    subject = " ".join(render_to_string("emails/review_waits_subject.txt", facts).split())
    mail = EmailMultiAlternatives(
        subject, render_to_string("emails/review_waits.txt", facts), to=[person.email]
    )
    mail.attach_alternative(render_to_string("emails/review_waits.html", facts), "text/html")
    return mail
