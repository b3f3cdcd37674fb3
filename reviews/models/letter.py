"""A letter that somebody is to get: who, about what, when. What it says is read when it is sent.

Ids, kinds and times only: one sweep has to see what is due for everybody. Its row is also what keeps it from being
sent twice: there is one for each person, thing and occasion.
"""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models.functions import Now

from tenants.models import User

TRIES = 12  # with pauses that grow to an hour: about half a day


def pause(tries: int) -> timedelta:
    """After so many that the mail server refused, until the next."""
    return timedelta(minutes=min(60, 2**tries))


class LetterQuerySet(models.QuerySet):
    def due(self) -> Self:
        return self.filter(sent_at=None, due_at__lte=Now())


class Letter(models.Model):
    class Kind(models.TextChoices):
        WAITING = "waiting", "A piece waits for me"
        OVERDUE = "overdue", "A piece that waits for me is overdue"
        MENTION = "mention", "Somebody asks me in a comment"
        COMMENT = "comment", "Somebody comments on a piece"
        PIECE = "piece", "A new piece is in the library"
        BUDGET = "budget", "A client’s budget is nearly used up"
        FAILED = "failed", "A run of a workflow that I own fails"

    client_id = models.BigIntegerField()
    to = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    about = models.CharField(
        max_length=40
    )  # the review's, comment's, piece's or workflow's id, or the month of a budget
    occasion = models.CharField(max_length=24, blank=True)  # what else there was to say, once for each
    in_digest = models.BooleanField(default=False)
    due_at = models.DateTimeField(db_default=Now())
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    sent_at = models.DateTimeField(null=True)  # set before it is sent, and taken back if that failed

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client_id", "to", "kind", "about", "occasion"], name="letter_once"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(sent_at=None), name="letter_due"),
            models.Index(fields=["created_at"], name="letter_old"),
        ]
