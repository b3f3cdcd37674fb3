"""The letter to a guest who is asked by name in a comment: once for each, by a worker. Guests have no wishes, for they
have no account; their link is in the letter that they have already, and stands nowhere else."""

import logging

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models.functions import Now

from reviews import mentions
from reviews.composing import compose
from reviews.models import Mention, Review
from tenants.scope import tenant_tx

log = logging.getLogger(__name__)


def send(client_id: int, review: Review) -> None:
    """Whatever guests were asked at this review and aren't told of; also what the mail server refused before."""
    with tenant_tx(client_id):
        waiting = list(Mention.objects.to_tell(review).values_list("pk", flat=True))
    for pk in waiting:
        _send(client_id, review, pk)


def _send(client_id: int, review: Review, pk: int) -> None:
    with tenant_tx(client_id):
        letter = _letter(review, pk)
    try:
        get_connection().send_messages([letter] if letter else [])
    except OSError:
        log.exception("A letter to a guest could not be sent: check EMAIL_URL. The next comment tries again.")
        with tenant_tx(client_id):
            Mention.objects.filter(pk=pk).update(told_at=None)


def _letter(review: Review, pk: int) -> EmailMultiAlternatives | None:
    """Marked as told before it is sent, so that two workers send one. None: another has it."""
    if not Mention.objects.to_tell(review).filter(pk=pk).update(told_at=Now()):
        return None
    mention = Mention.objects.select_related("guest", "comment__by", "comment__guest").get(pk=pk)
    assert mention.guest is not None
    said, guest = mention.comment, mention.guest
    facts = {"guest": guest, "review": review, "by": mentions.name_of(said), "words": mentions.plain(said)}
    return compose("guest_asked", facts, guest.email)
