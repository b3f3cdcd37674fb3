"""Links for guests: made, sent again, revoked; and whose link it is, asked before any scope exists.

A link opens one review of one client. Its token goes by e-mail and is never stored; it is shaped like an API key, so
that the log masks it. In the browser it becomes a cookie of that one page, so that no later address carries it.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.timezone import now

from reviews import guest_letters
from reviews.models import Review
from reviews.models.guest import Guest
from tenants.models import User
from tenants.models.key import digest
from workflows.models.event import record

DAYS, MOST_DAYS = 14, 90
MOST = 20  # guests of one review
NAME, ADDRESS = 120, 254  # characters


class Refused(ValueError):
    """An invitation that can't be made. `field` is name, email, days or "" for all of it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Invitation:
    name: str
    email: str
    days: int = DAYS

    @classmethod
    def of(cls, name: str, email: str, days: str) -> "Invitation":
        """From a form. Raises Refused with the field and a sentence."""
        name, email = " ".join(name.split()), email.strip().lower()
        if not 0 < len(name) <= NAME:
            raise Refused("name", f"Write the guest’s name, in up to {NAME} characters.")
        try:
            validate_email(email if len(email) <= ADDRESS else "")
        except ValidationError:
            raise Refused("email", "Write an e-mail address, for example ana@example.com.") from None
        number = int(days) if days.isascii() and days.isdecimal() and len(days) < 4 else 0
        if not 1 <= number <= MOST_DAYS:
            raise Refused("days", f"Write a number of days from 1 to {MOST_DAYS}.")
        return cls(name, email, number)


@transaction.atomic
def invite(review: Review, invitation: Invitation, by: User) -> Guest:
    """A link is on its way when this transaction has committed. Raises Refused."""
    Review.objects.select_for_update().get(pk=review.pk)
    if review.state != Review.State.OPEN:
        raise Refused("", "This piece doesn’t wait for a decision any more, so nobody can be asked.")
    if review.audience != Review.Audience.CLIENT:
        raise Refused(
            "", "This piece is still with the agency. Guests can be asked once it is with the client."
        )
    if review.guests.filter(email=invitation.email).exists():
        raise Refused("email", "This address has a link already: send that one again.")
    if review.guests.count() >= MOST:
        raise Refused("", f"A piece can have up to {MOST} guests.")
    token = _token()
    guest = Guest.objects.create(
        client_id=review.client_id,
        review=review,
        name=invitation.name,
        email=invitation.email,
        digest=digest(token),
        invited_by=by,
        expires_at=now() + timedelta(days=invitation.days),
    )
    _tell(guest, "invited", f"{by} invited {guest} as a guest.", by)
    guest_letters.send_link(guest, token, by)
    return guest


@transaction.atomic
def send_again(guest: Guest, by: User) -> None:
    """A new link for as many days as the first; the one before it ends now. A revoked guest is a guest again."""
    if guest.review.state != Review.State.OPEN:
        raise Refused("", "This piece doesn’t wait for a decision any more.")
    token, lasts = _token(), guest.expires_at - guest.created_at
    guest.digest, guest.expires_at = digest(token), now() + lasts
    guest.created_at, guest.sent_at, guest.opened_at, guest.revoked_at = now(), None, None, None
    guest.save(update_fields=["digest", "expires_at", "created_at", "sent_at", "opened_at", "revoked_at"])
    guest.confirmations.filter(used_at=None).update(used_at=Now())
    _tell(guest, "invited", f"{by} sent {guest} a new link.", by)
    guest_letters.send_link(guest, token, by)


@transaction.atomic
def revoke(guest: Guest, by: User) -> None:
    """The link opens nothing from now on, and no code that is on its way confirms anything."""
    revoked = Guest.objects.filter(pk=guest.pk, revoked_at=None).update(revoked_at=Now())
    if revoked:
        guest.confirmations.filter(used_at=None).update(used_at=Now())
        _tell(guest, "revoked", f"{by} took the link of {guest} back.", by)


def client_of(token: str) -> int | None:
    """The client of a live link; None for an unknown, revoked or expired one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT baton_client_of_guest(%s)", [digest(token)])
        return cursor.fetchone()[0]


def holder(token: str, pk: UUID | None = None) -> Guest | None:
    """Whose link it is; inside the link's client. With `pk`, only if it is that guest's."""
    found = Guest.objects.filter(digest=digest(token), revoked_at=None, expires_at__gt=Now())
    found = found if pk is None else found.filter(pk=pk)
    return found.select_related("client", "review__client", "review__run__version__workflow").first()


def opened(guest: Guest) -> None:
    Guest.objects.filter(pk=guest.pk, opened_at=None).update(opened_at=Now())


def _token() -> str:
    return f"baton_{secrets.token_hex(4)}_{secrets.token_hex(32)}"


def _tell(guest: Guest, done: str, sentence: str, by: User) -> None:
    review = guest.review
    record(
        guest.client_id,
        f"guest.{done}",
        run=review.run_id,
        step_key=review.step_key,
        sentence=sentence,
        by=by,
        guest=str(guest.pk),
    )
