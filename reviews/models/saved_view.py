"""A way somebody likes to look at the queue: a name for a query string. It is theirs alone."""

from django.db import models
from django.db.models.functions import Now

from tenants.models import User
from tenants.tenant import OfAgency


class SavedView(OfAgency):
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)  # as in the address, without the “?”
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OfAgency.Meta):
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["agency", "user", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
