"""What people say to each other about a piece; it never goes into the text."""

from django.db import models
from django.db.models.functions import Now

from reviews.models.guest import Guest
from reviews.models.review import Review
from tenants.models import User
from tenants.tenant import Tenant, TenantKey


class Comment(Tenant):
    review = TenantKey(Review, related_name="comments")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    guest = TenantKey(Guest, models.RESTRICT, null=True, related_name="+")  # instead of `by`
    text = models.TextField(max_length=5000)
    quote = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(Tenant.Meta):
        ordering = ["at"]

    def __str__(self) -> str:
        return self.text[:60]
