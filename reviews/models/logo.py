"""A client's logo, as the portal and the letters show it: one raster picture, checked before it is kept."""

from django.db import models
from django.db.models.functions import Now

from tenants.tenant import Tenant


class Logo(Tenant):
    content = models.BinaryField()
    media_type = models.CharField(max_length=20)  # by its content
    digest = models.CharField(max_length=64)  # of the content: a new one gets a new address
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(Tenant.Meta):
        constraints = [models.UniqueConstraint(fields=["client"], name="logo_once")]

    def __str__(self) -> str:
        return f"The logo of {self.client}"
