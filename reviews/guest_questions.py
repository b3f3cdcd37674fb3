"""The letter to a guest who is asked by name in a comment: once for each, by a worker, and tried again as other letters
are. Guests have no wishes, for they have no account; their link is in the letter that they have already, and stands
nowhere else."""

import logging

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from reviews import mentions
from reviews.composing import compose
from reviews.models import Mention, Review
from reviews.models.letter import TRIES, pause
from tenants.scope import tenant_tx

log = logging.getLogger(__name__)


def send(client_id: int, review: Review) -> None:
    """Whatever guests were asked at this review and are to be told of now."""
    with tenant_tx(client_id):
        found = Mention.objects.to_tell().filter(comment__review=review)
        waiting = list(found.values_list("pk", "tries"))
    for pk, tries in waiting:
        _send(client_id, review, pk, tries)


def send_due() -> None:
    """A sweep's work: what the mail server refused before."""
    for client_id in _clients():
        with tenant_tx(client_id):
            those = Mention.objects.to_tell().values("comment__review")
            reviews = list(Review.objects.with_names().filter(pk__in=those))
        for review in reviews:
            send(client_id, review)


def _clients() -> list[int]:
    """Asked before any scope exists."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT baton_clients_of_untold_guests(%s::smallint)", [TRIES])
        return [client for (client,) in cursor.fetchall()]


def _send(client_id: int, review: Review, pk: int, tries: int) -> None:
    with tenant_tx(client_id):
        letter = _letter(pk, review)
    try:
        get_connection().send_messages([letter] if letter else [])
    except OSError:
        log.exception("A letter to a guest could not be sent: check EMAIL_URL. It is tried again.")
        with tenant_tx(client_id):
            due = Now() + pause(tries)
            Mention.objects.filter(pk=pk).update(told_at=None, tries=F("tries") + 1, due_at=due)


def _letter(pk: int, review: Review) -> EmailMultiAlternatives | None:
    """Marked as told before it is sent, so that two workers send one. None: another has it."""
    if not Mention.objects.to_tell().filter(pk=pk).update(told_at=Now()):
        return None
    mention = Mention.objects.select_related("guest", "comment__by", "comment__guest").get(pk=pk)
    assert mention.guest is not None
    said, guest = mention.comment, mention.guest
    facts = {"guest": guest, "review": review, "by": mentions.name_of(said), "words": mentions.plain(said)}
    return compose("guest_asked", facts, guest.email)
