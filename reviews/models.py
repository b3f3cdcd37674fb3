"""A piece waiting for a person, pinned to the exact text by its hash, and what the person did."""

import hashlib

from django.db import models

from tenants.ids import uuid7
from tenants.models import User
from tenants.tenant import Tenant, TenantKey
from workflows.models import Attempt, Run


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


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
    findings = models.JSONField(default=list)  # the gates' findings, as the engine's Finding
    scores = models.JSONField(default=dict)
    flagged = models.BooleanField(default=False)
    audience = models.CharField(max_length=6, choices=Audience.choices, default=Audience.CLIENT)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    due_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(Tenant.Meta):
        ordering = ["-flagged", "due_at", "opened_at"]
        constraints = [models.UniqueConstraint(fields=["client", "attempt"], name="review_once")]
        indexes = [models.Index(fields=["client", "state", "-opened_at"], name="review_inbox")]

    def __str__(self) -> str:
        return self.title

    @property
    def decision(self) -> "Decision | None":
        return self.decisions.first()


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
    accepted = models.JSONField(
        default=list
    )  # indexes of the findings whose edit was taken, or that were marked
    at = models.DateTimeField(auto_now_add=True)

    class Meta(Tenant.Meta):
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["client", "review"], name="decision_once")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Comment(Tenant):
    review = TenantKey(Review, related_name="comments")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(max_length=5000)
    quote = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta(Tenant.Meta):
        ordering = ["at"]

    def __str__(self) -> str:
        return self.text[:60]
