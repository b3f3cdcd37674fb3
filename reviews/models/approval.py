"""One person's yes to exactly one text, where a review takes several. The decision follows when there are enough."""

from uuid import UUID

from django.db import models
from django.db.models.functions import Now

from reviews.models.guest import Guest
from reviews.models.review import Review
from tenants.models import User
from tenants.tenant import Tenant, TenantKey


class Approval(Tenant):
    review = TenantKey(Review, related_name="approvals")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    guest = TenantKey(Guest, models.RESTRICT, null=True, related_name="+")  # instead of `by`
    instead_of = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")  # who was away
    digest = models.CharField(max_length=64)  # of the text that was approved
    edited_from = models.TextField(blank=True)  # the text before, where this person edited it
    accepted = models.JSONField(
        default=list
    )  # numbers of the findings taken in, as the page numbered them then
    dismissed = models.JSONField(default=list)
    settled = models.JSONField(
        default=list
    )  # findings that this person's edit took off the review, as it held them
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(Tenant.Meta):
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["client", "review", "by", "digest"], name="approval_once"),
            models.UniqueConstraint(
                fields=["client", "review", "guest", "digest"], name="approval_of_guest_once"
            ),
        ]

    def __str__(self) -> str:
        """Whose it is."""
        by = str(self.guest or self.by or "somebody who has left")
        return f"{by} (for {self.instead_of})" if self.instead_of else by

    @property
    def whose(self) -> int | UUID | None:
        """The person's id: a member's, or a guest's."""
        return self.guest_id or self.by_id
