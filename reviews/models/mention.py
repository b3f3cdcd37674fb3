"""Somebody who is asked by name in a comment. The text keeps the name as it was written, so that it stays readable
whatever becomes of the person; this row knows where it stands and who is meant."""

from typing import Self

from django.db import models
from django.db.models.functions import Now

from reviews.models.comment import Comment
from reviews.models.guest import Guest
from reviews.models.letter import TRIES
from tenants.access import Access
from tenants.models import User
from tenants.tenant import ScopedManager, Tenant, TenantKey


class MentionQuerySet(models.QuerySet):
    def unseen_by(self, user: User) -> Self:
        """What others have asked this person, and they haven't opened yet."""
        return self.filter(user=user, seen_at=None).exclude(comment__by=user)

    def to_tell(self) -> Self:
        """Guests who are to be written to now, and whose links are good."""
        asked = self.filter(told_at=None, due_at__lte=Now(), tries__lt=TRIES, guest__revoked_at=None)
        return asked.filter(guest__expires_at__gt=Now()).exclude(guest=models.F("comment__guest"))

    def within(self, access: Access) -> Self:
        """On pieces that this person may still see."""
        if access.is_staff:
            return self
        return self.filter(comment__review__audience="client")


class Mention(Tenant):
    comment = TenantKey(Comment, related_name="mentions")
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    guest = TenantKey(Guest, models.RESTRICT, null=True, related_name="+")  # instead of `user`
    start = models.PositiveIntegerField()  # where in the comment's text the @ stands
    end = models.PositiveIntegerField()  # after the name's last character
    seen_at = models.DateTimeField(null=True)  # when the person opened the piece with it
    told_at = models.DateTimeField(null=True)  # when a guest was written to; set before it is, as for letters
    due_at = models.DateTimeField(db_default=Now())  # not before this is a guest written to
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)  # that the mail server refused

    objects = ScopedManager.from_queryset(MentionQuerySet)()  # type: ignore[misc]

    class Meta(Tenant.Meta):
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(fields=["client", "comment", "start"], name="mention_once"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="mention_has_a_name"),
        ]
        indexes = [
            models.Index(fields=["client", "user"], condition=models.Q(seen_at=None), name="mention_unseen"),
            models.Index(
                fields=["due_at"],
                condition=models.Q(told_at=None, guest__isnull=False),
                name="mention_untold",
            ),
        ]

    def __str__(self) -> str:
        return str(self.who or "Somebody who has left")

    @property
    def who(self) -> User | Guest | None:
        """None: their account is gone."""
        return self.guest or self.user
