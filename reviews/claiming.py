"""Who is at work on a piece, so that two people don't do the same. A claim ends by itself a while after the last
sign of life; it keeps nobody from deciding, but they are told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.timezone import now

from reviews.models import Review
from reviews.models.review import ReviewQuerySet
from tenants.models import User

LASTS = timedelta(minutes=30)  # from the last sign of life


@dataclass(frozen=True)
class Claim:
    by: User
    at: datetime  # the last sign of life


def held() -> Q:
    """Reviews with somebody at work on them."""
    return Q(claimed_by__isnull=False, claimed_at__gt=Now() - LASTS)


def of(review: Review) -> Claim | None:
    if review.claimed_by is None or review.claimed_at is None or review.claimed_at < now() - LASTS:
        return None
    return Claim(review.claimed_by, review.claimed_at)


def by_another(review: Review, user: User) -> Claim | None:
    claim = of(review)
    return claim if claim and claim.by.pk != user.pk else None


def take(review: Review, user: User, over: int | None = None) -> bool:
    """False: somebody else has it. `over`: the id of whoever may be taken over, because the person was told of them."""
    free = ~held() | Q(claimed_by=user)
    if over:
        free |= Q(claimed_by=over)
    return _open(review).filter(free).update(claimed_by=user, claimed_at=Now()) == 1


def release(review: Review, user: User) -> None:
    _open(review).filter(claimed_by=user).update(claimed_by=None, claimed_at=None)


def renew(review: Review, user: User) -> None:
    """A sign of life of whoever holds it, if it is this person."""
    if review.claimed_by_id == user.pk:
        _open(review).filter(claimed_by=user).update(claimed_at=Now())


def _open(review: Review) -> ReviewQuerySet:
    return Review.objects.open().filter(pk=review.pk)
