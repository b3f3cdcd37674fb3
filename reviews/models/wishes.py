"""What a person wants to be told by e-mail, and when. Theirs, whichever clients they work for."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models

from reviews.models.letter import Letter
from tenants.models import Client, User

Kind = Letter.Kind


class Wish(models.TextChoices):
    NOW = "now", "At once"
    DIGEST = "digest", "In the daily digest"
    NEVER = "never", "Not"


USUAL: Mapping[str, Wish] = {
    Kind.WAITING: Wish.NOW,
    Kind.OVERDUE: Wish.NOW,
    Kind.MENTION: Wish.NOW,
    Kind.COMMENT: Wish.DIGEST,
    Kind.PIECE: Wish.NEVER,
    Kind.BUDGET: Wish.NOW,
    Kind.FAILED: Wish.NOW,
}


class Wishes(models.Model):
    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="wishes")
    kinds = models.JSONField(default=dict)  # Letter.Kind -> Wish, where it isn't the usual
    hour = models.PositiveSmallIntegerField(default=8)  # of the digest, in the person's time zone

    class Meta:
        verbose_name_plural = "wishes"

    @classmethod
    def of(cls, user: User) -> "Wishes":
        return cls.objects.filter(pk=user.pk).first() or cls(user=user)

    def about(self, kind: str) -> Wish:
        return Wish(self.kinds.get(kind, USUAL[kind]))

    def digest_after(self, at: datetime, zone: str) -> datetime:
        """The next moment of the digest's hour on a clock of that zone."""
        local = at.astimezone(ZoneInfo(zone))
        today = local.replace(hour=self.hour, minute=0, second=0, microsecond=0)
        return today if today > local else today + timedelta(days=1)


def zone_of(user: User, client: Client) -> str:
    """Who never chose a time zone has their client's."""
    return client.timezone if user.timezone == "UTC" else user.timezone
