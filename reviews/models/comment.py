"""What people say to each other about a piece; it never goes into the text."""

from django.db import models
from django.db.models.functions import Now

from reviews.models.guest import Guest
from reviews.models.review import Review
from tenants.models import User
from tenants.tenant import Tenant, TenantKey


class Comment(Tenant):
    """On a piece, or on some of its words. A reply has a parent, and a parent has none."""

    review = TenantKey(Review, related_name="comments")
    parent = TenantKey("self", null=True, related_name="replies")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    guest = TenantKey(Guest, models.RESTRICT, null=True, related_name="+")  # instead of `by`
    text = models.TextField(max_length=5000, blank=True)  # "": taken back, but answered already
    quote = models.TextField(blank=True)  # the words it is about; "": the whole piece
    turn = models.PositiveIntegerField(default=0)  # which of the places where these words stand, from 0
    at = models.DateTimeField(db_default=Now(), editable=False)
    edited_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    unheard = ""  # set for who wrote it where a name in it asked nobody (reviews.unheard)

    class Meta(Tenant.Meta):
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
