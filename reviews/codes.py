"""A guest's decision is confirmed by six digits that only the owner of the address can read.

A code belongs to one link, one text and one decision; another decision asks for another code, and only the newest
counts. Tries are counted before they are compared, so that guessing from many places at once gains nothing.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Now
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.timezone import now

from reviews import deciding, guest_letters
from reviews.deciding import Wanted
from reviews.models import Decision
from reviews.models.confirmation import Confirmation
from reviews.models.guest import Guest

LASTS = timedelta(minutes=10)
TRIES = 5  # for each code
AN_HOUR, A_DAY = 5, 12  # codes for one link
DIGITS = 6
TOO_MANY = "Too many codes were sent for this link. Wait an hour, then choose your decision again."
TOO_OLD = "This code is too old or was tried too often. Choose your decision again to get a new one."
WRONG = "This is not the code from the newest e-mail. Look again; it has six digits."


@dataclass(frozen=True)
class Wrong:
    """Nothing was decided, and why. `over`: this code can't become right any more."""

    sentence: str
    over: bool = False


def ask(guest: Guest, wanted: Wanted) -> Confirmation | None:
    """Have a code mailed for this decision. None: too many were sent already."""
    Guest.objects.select_for_update().get(pk=guest.pk)  # so that two requests count each other
    if _sent_since(guest, timedelta(hours=1)) >= AN_HOUR or _sent_since(guest, timedelta(days=1)) >= A_DAY:
        return None
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    asked = Confirmation(
        client_id=guest.client_id,
        guest=guest,
        kind=wanted.kind,
        seen=wanted.seen,
        note=wanted.note,
        text=wanted.text,
        accepted=list(wanted.accepted),
        dismissed=list(wanted.dismissed),
        expires_at=now() + LASTS,
    )
    asked.code = _hashed(asked, code)
    asked.save(force_insert=True)
    guest_letters.send_code(asked, code)
    return asked


def pending(guest: Guest) -> Confirmation | None:
    """The newest, if it still waits for its code."""
    newest = guest.confirmations.first()
    waits = guest.confirmations.filter(used_at=None, expires_at__gt=Now(), tries__lt=TRIES)
    return waits.filter(pk=newest.pk).first() if newest else None


def unused(guest: Guest) -> Confirmation | None:
    """What the guest wanted last of the text that waits, and never confirmed."""
    newest = guest.confirmations.first()
    return newest if newest and not newest.used_at and newest.seen == guest.review.digest else None


def confirm(guest: Guest, code: str) -> Decision | deciding.Counted | deciding.Refused | Wrong:
    asked = pending(guest)
    if asked is None:
        return Wrong(TOO_OLD, over=True)
    mine = Confirmation.objects.filter(pk=asked.pk, used_at=None, tries__lt=TRIES)
    if not mine.update(tries=F("tries") + 1):
        return Wrong(TOO_OLD, over=True)
    if not constant_time_compare(asked.code, _hashed(asked, "".join(code.split()))):
        return Wrong(TOO_OLD if asked.tries + 1 >= TRIES else WRONG, over=asked.tries + 1 >= TRIES)
    result = deciding.decide(guest.review_id, guest.review.run_id, _wanted(guest, asked))
    Confirmation.objects.filter(pk=asked.pk).update(used_at=Now())
    return result


def _wanted(guest: Guest, asked: Confirmation) -> Wanted:
    return Wanted(
        Decision.Kind(asked.kind),
        guest,
        asked.seen,
        note=asked.note,
        text=asked.text,
        accepted=tuple(asked.accepted),
        dismissed=tuple(asked.dismissed),
    )


def _sent_since(guest: Guest, span: timedelta) -> int:
    return guest.confirmations.filter(created_at__gt=Now() - span).count()


def _hashed(asked: Confirmation, code: str) -> str:
    return salted_hmac("reviews.codes", f"{asked.pk}:{code}", algorithm="sha256").hexdigest()
