"""Letters with a secret in them: a guest's link, and the code that confirms a decision.

They are sent by the request that made the secret, right after its transaction, because the secret is stored nowhere
and so no worker could send it later. What could not be sent has no `sent_at`, and the page says so.
"""

import logging
from functools import partial

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse

from reviews.composing import compose
from reviews.models.confirmation import Confirmation
from reviews.models.guest import Guest
from tenants.models import User
from tenants.scope import tenant_tx

log = logging.getLogger(__name__)
PATIENCE = 10  # seconds for the mail server: somebody waits for the page


def send_link(guest: Guest, token: str, by: User) -> None:
    address = settings.SITE_URL + reverse("portal:guest_link", args=[token])
    facts = {"guest": guest, "review": guest.review, "by": by, "address": address}
    _after_commit(guest, compose("guest_link", facts, guest.email))


def send_code(confirmation: Confirmation, code: str) -> None:
    guest = confirmation.guest
    facts = {"guest": guest, "review": guest.review, "confirmation": confirmation, "code": code}
    _after_commit(confirmation, compose("guest_code", facts, guest.email))


def _after_commit(row: Guest | Confirmation, letter: EmailMultiAlternatives) -> None:
    transaction.on_commit(partial(_send, row, letter))


def _send(row: Guest | Confirmation, letter: EmailMultiAlternatives) -> None:
    try:
        get_connection(timeout=PATIENCE).send_messages([letter])
    except OSError:
        log.exception("A letter to a guest could not be sent: check EMAIL_URL.")
        return
    with tenant_tx(row.client_id):
        type(row).objects.filter(pk=row.pk).update(sent_at=Now())
