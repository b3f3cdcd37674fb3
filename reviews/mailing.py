"""The e-mails that say a piece waits: once when it does, once more when it is overdue, and whenever somebody is asked
anew. Workers send them; a mail server
that is slow or away holds nobody up. A letter carries what stands in the database when it is sent."""

import logging
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django_q.tasks import async_task

from reviews import approving, circle
from reviews.models import Review
from tenants.models import User
from tenants.scope import tenant_tx

log = logging.getLogger(__name__)
Why = Literal["waits", "overdue", "edited", "escalated", "passed"]
REASONS: dict[Why, str] = {
    "waits": "",
    "overdue": "",
    "edited": "Somebody has edited it. Each approval is for one exact text, so yours is needed for this one.",
    "escalated": "Nobody has decided so far, so you are asked too.",
    "passed": "Those who were asked first have not decided in time, so the decision is yours now.",
}


def announce(review: Review, why: Why = "waits") -> None:
    """Have everybody told who is asked to decide, once this transaction has committed."""
    async_task("reviews.tasks.announce", review.client_id, str(review.pk), why, task_name="mail")


def send(client_id: int, review_id: UUID, why: Why = "waits") -> None:
    """The task's: a mail for each who is asked to decide, if the piece still waits."""
    with tenant_tx(client_id):
        review = Review.objects.open().with_names().filter(pk=review_id).first()
        mails = _mails(review, why) if review else []
    if mails:
        try:
            get_connection().send_messages(mails)
        except OSError:
            log.exception("No mail could be sent to those who may decide: check EMAIL_URL.")


def recipients(review: Review, why: Why = "waits") -> list[User]:
    """Those who are asked, without those who have approved this very text already."""
    if why == "escalated":
        people = circle.named(review, review.also)
    else:
        people = list(circle.of(review).asked.values())
    done = approving.standing(review).people if review.is_joint else set()
    return [person for person in people if person.pk not in done]


def _mails(review: Review, why: Why) -> list[EmailMultiAlternatives]:
    instead_of = circle.of(review).instead_of
    return [_mail(review, person, why, instead_of.get(person.pk)) for person in recipients(review, why)]


def _mail(review: Review, person: User, why: Why, instead_of: User | None) -> EmailMultiAlternatives:
    address = settings.SITE_URL + reverse("portal:review", args=[review.pk])
    facts = {
        "review": review,
        "person": person,
        "address": address,
        "minutes": review.minutes,
        "overdue": why in ("overdue", "escalated"),
        "why": REASONS[why],
        "instead_of": instead_of,
    }
    subject = " ".join(render_to_string("emails/review_waits_subject.txt", facts).split())
    mail = EmailMultiAlternatives(
        subject, render_to_string("emails/review_waits.txt", facts), to=[person.email]
    )
    mail.attach_alternative(render_to_string("emails/review_waits.html", facts), "text/html")
    return mail
