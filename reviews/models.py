"""A piece waiting for a person, pinned to the exact text by its hash, and what the person did."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models.functions import Now

from reviews.sitting import Sitting
from reviews.study import Study
from tenants.access import Access
from tenants.ids import uuid7
from tenants.models import User
from tenants.tenant import ScopedManager, Tenant, TenantKey
from workflows.engine.outcomes import Finding
from workflows.models import Attempt, Run

__all__ = ["Comment", "Decision", "Review", "Sitting", "Study"]

WORDS_A_MINUTE = 220
SECONDS_A_FINDING = 25


class ReviewQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(state=Review.State.OPEN)

    def seen_by(self, access: Access) -> Self:
        """A client's people see what is meant for them; what the agency looks at first is the agency's."""
        return self if access.is_staff else self.filter(audience=Review.Audience.CLIENT)

    def containing(self, words: str) -> Self:
        """All of the words, in any order, in the title, the text or the workflow's name."""
        found = self
        for word in words.split():
            found = found.filter(
                models.Q(title__icontains=word)
                | models.Q(text__icontains=word)
                | models.Q(run__version__workflow__name__icontains=word)
            )
        return found

    def with_names(self) -> Self:
        return self.select_related("client", "run__version__workflow")


class Review(Tenant):
    class State(models.TextChoices):
        OPEN = "open", "To review"
        DECIDED = "decided", "Decided"
        VOID = "void", "Replaced by a newer version"

    class Audience(models.TextChoices):
        CLIENT = "client", "The client's reviewers"
        STAFF = "staff", "The agency"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = TenantKey(Run, related_name="reviews")
    attempt = TenantKey(Attempt, related_name="+")  # the attempt of the review step that waits
    step_key = models.CharField(max_length=40)
    round = models.PositiveIntegerField(default=1)  # which draft of this piece it is
    title = models.CharField(max_length=200)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    previous = models.TextField(blank=True)  # the draft before it
    writers = models.JSONField(default=list)  # [step key, attempt number] of the drafts it is made of
    findings = models.JSONField(default=list)  # the gates' findings, as the engine's Finding
    scores = models.JSONField(default=dict)
    flagged = models.BooleanField(default=False)
    audience = models.CharField(max_length=6, choices=Audience.choices, default=Audience.CLIENT)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    due_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(db_default=Now(), editable=False)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ScopedManager.from_queryset(ReviewQuerySet)()  # type: ignore[misc]

    class Meta(Tenant.Meta):
        ordering = ["-flagged", "due_at", "opened_at"]
        constraints = [models.UniqueConstraint(fields=["client", "attempt"], name="review_once")]
        indexes = [models.Index(fields=["client", "state", "-opened_at"], name="review_inbox")]

    def __str__(self) -> str:
        return self.title

    @property
    def decision(self) -> "Decision | None":
        return self.decisions.first()

    @property
    def found(self) -> list[Finding]:
        """The findings in the order in which the page numbers them, from 1."""
        return [Finding(**entry) for entry in self.findings]

    def chosen(self, numbers: Iterable[int]) -> tuple[Finding, ...]:
        """The findings with these numbers; others are ignored."""
        wanted = set(numbers)
        return tuple(finding for number, finding in enumerate(self.found, 1) if number in wanted)

    @property
    def minutes(self) -> int:
        """What reading and deciding will take, at least one."""
        seconds = len(self.text.split()) / WORDS_A_MINUTE * 60 + len(self.findings) * SECONDS_A_FINDING
        return max(1, round(seconds / 60))

    @property
    def newer(self) -> "Review | None":
        """The review that took this one's place, if it still waits."""
        same = Review.objects.open().filter(run_id=self.run_id, step_key=self.step_key)
        return same.exclude(pk=self.pk).first()


class Decision(Tenant):
    class Kind(models.TextChoices):
        APPROVE = "approve", "Approved"
        APPROVE_WITH_EDITS = "edit", "Approved with edits"
        REQUEST_CHANGES = "changes", "Asked for changes"
        REJECT = "reject", "Rejected"

    review = TenantKey(Review, related_name="decisions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True)
    original = models.TextField()
    text = models.TextField(blank=True)  # what was approved
    digest = models.CharField(max_length=64, blank=True)
    accepted = models.JSONField(default=list)  # numbers (from 1) of the findings taken in, or sent along
    dismissed = models.JSONField(default=list)  # numbers of the findings that the person didn't agree with
    edit_share = models.FloatField(
        default=0.0
    )  # of the words, 0 to 1: what the person changed of the original
    seconds_open = models.PositiveIntegerField(null=True)  # null: not measured, as without script
    seconds_active = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(Tenant.Meta):
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["client", "review"], name="decision_once")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Comment(Tenant):
    """On a piece, or on some of its words. A reply has a parent, and a parent has none."""

    review = TenantKey(Review, related_name="comments")
    parent = TenantKey("self", null=True, related_name="replies")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(max_length=5000, blank=True)  # "": taken back, but answered already
    quote = models.TextField(blank=True)  # the words it is about; "": the whole piece
    turn = models.PositiveIntegerField(default=0)  # which of the places where these words stand, from 0
    at = models.DateTimeField(db_default=Now(), editable=False)
    edited_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta(Tenant.Meta):
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
