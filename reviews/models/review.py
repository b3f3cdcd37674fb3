"""A piece waiting for a person, pinned to the exact text by its hash."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Now

from tenants import scripts
from tenants.access import Access
from tenants.ids import uuid7
from tenants.models import User
from tenants.tenant import ScopedManager, Tenant, TenantKey
from workflows.engine.outcomes import Finding
from workflows.models import Attempt, Run

if TYPE_CHECKING:
    from reviews.models.decision import Decision

WORDS_A_MINUTE = 220
CHARACTERS_A_MINUTE = 350  # of Japanese, Chinese and Thai
SECONDS_A_FINDING = 25
ORDER = ("-flagged", "due_at", "opened_at")


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

    def with_count_of_flagged(self) -> Self:
        """As `all_flagged`, of all rows and not of those of a page."""
        flagged = models.Count("pk", filter=models.Q(flagged=True))
        return self.annotate(all_flagged=models.Window(flagged))


class Review(Tenant):
    class State(models.TextChoices):
        OPEN = "open", "To review"
        DECIDED = "decided", "Decided"
        VOID = "void", "Replaced by a newer version"
        EXPIRED = "expired", "Nobody decided in time"

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
    reviewers = models.JSONField(default=list)  # who decides, as engine.circle names them; []: whoever may
    also = models.JSONField(default=list)  # who was asked too, because nobody had decided for long
    needed = models.PositiveSmallIntegerField(default=1)  # approvals of the same text, by as many people
    somebody_else = models.BooleanField(default=False)  # nobody approves their own work alone
    edited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")  # the text, last
    escalate_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    timeout_at = models.DateTimeField(null=True)
    timed_out_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)  # the last sign of life of whoever claimed it
    closed_at = models.DateTimeField(null=True)

    all_flagged: int  # of `with_count_of_flagged`

    objects = ScopedManager.from_queryset(ReviewQuerySet)()  # type: ignore[misc]

    class Meta(Tenant.Meta):
        ordering = list(ORDER)
        constraints = [models.UniqueConstraint(fields=["client", "attempt"], name="review_once")]
        indexes = [models.Index(fields=["client", "state", "-opened_at"], name="review_inbox")]

    def __str__(self) -> str:
        return self.title

    @property
    def decision(self) -> "Decision | None":
        return self.decisions.first()

    @property
    def is_joint(self) -> bool:
        """Whether one approval may not be enough."""
        return self.needed > 1 or self.somebody_else

    @property
    def authors(self) -> set[int]:
        """Who can't be the only ones to approve it, where the step says so."""
        made = [self.run.started_by_id, self.edited_by_id] if self.somebody_else else []
        return {pk for pk in made if pk is not None}

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
        words = len(self.text.split()) / WORDS_A_MINUTE + scripts.characters(self.text) / CHARACTERS_A_MINUTE
        return max(1, round(words + len(self.findings) * SECONDS_A_FINDING / 60))

    @property
    def newer(self) -> "Review | None":
        """The review that took this one's place, if it still waits."""
        same = Review.objects.open().filter(
            run_id=self.run_id, step_key=self.step_key, attempt__item=self.attempt.item
        )
        return same.exclude(pk=self.pk).first()
