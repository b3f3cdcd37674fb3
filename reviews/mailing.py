"""The e-mail that says a piece waits. It is written inside the transaction and sent once that has committed."""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from reviews.models import Review
from tenants.access import Role
from tenants.models import Member, User
from tenants.scope import scope

log = logging.getLogger(__name__)
STAFF_WHO_DECIDE = (Role.OWNER, Role.EDITOR)


def announce(review: Review) -> None:
    """Tell everybody who may decide; each gets a mail of their own. A mail server that fails stops no run."""
    mails = [_mail(review, person) for person in recipients(review)]
    if mails:
        transaction.on_commit(lambda: _send(mails), robust=True)


def recipients(review: Review) -> list[User]:
    """The client's reviewers; the agency's own people for an internal review, or where the client has none."""
    with scope([review.client_id], review.client.agency_id):
        members = Member.objects.filter(user__is_active=True).select_related("user")
        theirs = [member.user for member in members if member.role == Role.REVIEWER]
        staff = [member.user for member in members if member.role in STAFF_WHO_DECIDE]
    chosen = staff if review.audience == Review.Audience.STAFF else theirs or staff
    return sorted(set(chosen), key=lambda user: user.pk)


def _mail(review: Review, person: User) -> EmailMultiAlternatives:
    address = settings.SITE_URL + reverse("portal:review", args=[review.pk])
    facts = {"review": review, "person": person, "address": address, "minutes": review.minutes}
    subject = " ".join(render_to_string("emails/review_waits_subject.txt", facts).split())
    mail = EmailMultiAlternatives(
        subject, render_to_string("emails/review_waits.txt", facts), to=[person.email]
    )
    mail.attach_alternative(render_to_string("emails/review_waits.html", facts), "text/html")
    return mail


def _send(mails: Sequence[EmailMultiAlternatives]) -> None:
    try:
        get_connection().send_messages(list(mails))
    except OSError:
        log.exception("No mail could be sent to those who may decide: check EMAIL_URL.")
