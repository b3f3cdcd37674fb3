"""API keys: one client each. Only a hash is kept; the key itself is shown once."""

import hashlib
import secrets
from typing import Self

from django.db import models
from django.utils import timezone

from tenants.models.user import User
from tenants.tenant import Tenant

PREFIX_LENGTH = 8  # characters, public: they let a person recognise a key and a scanner find a leaked one


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


class ApiKey(Tenant):
    name = models.CharField(max_length=80, help_text="What uses it, for example “Website”.")
    prefix = models.CharField(max_length=12, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)

    class Meta(Tenant.Meta):
        verbose_name = "API key"
        constraints = [models.UniqueConstraint(fields=["client", "digest"], name="api_key_once")]
        indexes = [models.Index(fields=["digest"], name="api_key_digest")]

    def __str__(self) -> str:
        return f"{self.name} (baton_{self.prefix}…)"

    @classmethod
    def issue(cls, client_id: int, name: str, by: User | None = None) -> tuple[Self, str]:
        """The row and the key. The key can't be shown again."""
        prefix = secrets.token_hex(PREFIX_LENGTH // 2)
        key = f"baton_{prefix}_{secrets.token_urlsafe(32)}"
        row = cls.objects.create(
            client_id=client_id, name=name, prefix=prefix, digest=digest(key), created_by=by
        )
        return row, key

    def revoke(self) -> None:
        if self.revoked_at is None:
            self.revoked_at = timezone.now()
            self.save(update_fields=["revoked_at"])
