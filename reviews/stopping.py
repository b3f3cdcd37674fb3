"""The link in each letter that ends its kind with one press: signed, for one person and one kind, good for ever."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from reviews.models import Letter, Wishes
from reviews.models.wishes import Wish
from tenants.models import User

SALT = "reviews.stopping"
DIGEST = "digest"  # beside the kinds of letters: all that come in the digest


@dataclass(frozen=True)
class Stop:
    user: User
    what: str  # a kind of letter, or DIGEST

    @property
    def named(self) -> str:
        return "the daily digest" if self.what == DIGEST else f"“{Letter.Kind(self.what).label}”"


def headers(user: User, what: str) -> Mapping[str, str]:
    """RFC 8058: the mail program's own button posts to the address."""
    return {
        "List-Unsubscribe": f"<{address(user, what)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def address(user: User, what: str) -> str:
    who = signing.dumps([user.pk, what], salt=SALT)
    return f"{settings.SITE_URL}{reverse('portal:stop')}?who={who}"


def read(who: str) -> Stop | None:
    """None for what we didn't sign, and for somebody who is no longer here."""
    try:
        pk, what = signing.loads(who, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk).first()
    return Stop(user, what) if user and what in (DIGEST, *Letter.Kind.values) else None


def stop(wanted: Stop) -> None:
    wishes = Wishes.of(wanted.user)
    kinds = [kind for kind in Letter.Kind.values if wishes.about(kind) == Wish.DIGEST]
    for kind in kinds if wanted.what == DIGEST else [wanted.what]:
        wishes.kinds[kind] = Wish.NEVER
    wishes.save()
