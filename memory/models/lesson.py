"""A rule learned from people's edits: proposed by the system, or written by hand; accepted by staff."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.timezone import now

from tenants.models import User
from tenants.tenant import ScopedManager, Tenant, TenantKey


def lasts() -> models.Q:
    return models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=Now())


def holds() -> models.Q:
    """Those that go into prompts now: accepted, not merged into another, not run out."""
    return lasts() & models.Q(state="accepted", merged_into__isnull=True)


class LessonQuerySet(models.QuerySet):
    def holding(self) -> Self:
        return self.filter(holds())


class Lesson(Tenant):
    class Kind(models.TextChoices):
        WORDING = "wording", "Wording"
        TONE = "tone", "Tone"
        STRUCTURE = "structure", "Structure"
        FACT = "fact", "Fact"
        NEVER = "never", "Never"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Rejected"

    class Trust(models.TextChoices):
        WRITTEN = "written", "Written by a person"
        ASKED = "asked", "Asked for by a reviewer"
        EDITED = "edited", "Seen in people’s edits"
        COPIED = "copied", "Copied from another client"

    LONGEST = 300

    rule = models.CharField(max_length=LONGEST, help_text="One sentence that a writer can follow.")
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.WORDING)
    write = models.CharField(max_length=80, blank=True, help_text="The words to use.")
    avoid = models.CharField(max_length=80, blank=True, help_text="The words that must not appear.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED, editable=False)
    trust = models.CharField(max_length=7, choices=Trust.choices, default=Trust.WRITTEN, editable=False)
    run = models.UUIDField(null=True, editable=False)  # the run that taught it
    decision = models.BigIntegerField(null=True, editable=False)  # and the person's decision in it
    evidence = models.JSONField(default=list, editable=False)  # [{"before": …, "after": …}]
    expires_at = models.DateTimeField(null=True, blank=True)
    merged_into = TenantKey(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="merged"
    )
    compared = models.CharField(
        max_length=32, default="", db_default="", editable=False
    )  # digest of its words
    combined = models.BooleanField(default=False, db_default=False, editable=False)  # made by merging others
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    added_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(max_length=500, blank=True, editable=False)  # why it was decided so
    notes = ArrayField(
        models.CharField(max_length=300), default=list, editable=False
    )  # copied from whom, to whom: who and when

    objects = ScopedManager.from_queryset(LessonQuerySet)()  # type: ignore[misc]

    class Meta(Tenant.Meta):
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "rule"], condition=models.Q(merged_into__isnull=True), name="lesson_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="proposed", decided_at__isnull=True)
                | models.Q(state__in=["accepted", "rejected"], decided_at__isnull=False),
                name="lesson_decided",
            ),
        ]
        indexes = [models.Index(fields=["client", "state"], name="lesson_by_state")]

    def __str__(self) -> str:
        return self.rule

    def standing(self) -> "Lesson":
        """The one that stands for it: itself, or what it went into in the end."""
        return self.merged_into.standing() if self.merged_into else self

    @property
    def has_ended(self) -> bool:
        """Its last day is over, or somebody ended it."""
        return self.expires_at is not None and self.expires_at <= now()
