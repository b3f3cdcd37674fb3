"""What every tenant-owned model is made of: the client first, a manager inside the scope, composite foreign keys."""

from typing import Any

from django.db import models

from tenants.scope import InScope


class ScopedManager(models.Manager):
    """Only rows of the scope's clients. `column` names where the client's id stands."""

    def __init__(self, column: str = "client_id") -> None:
        super().__init__()
        self.column = column

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(InScope(self.column))


class TenantKey(models.ForeignKey):
    """A foreign key between two rows of one client. The constraint is composite and made by rls.Protect."""

    def __init__(self, to: Any, on_delete: Any = models.CASCADE, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)


class TenantOneToOne(models.OneToOneField):
    """As TenantKey, where a row has at most one."""

    def __init__(self, to: Any, on_delete: Any = models.CASCADE, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)


class Tenant(models.Model):
    """A row that belongs to exactly one client."""

    client = models.ForeignKey("tenants.Client", models.PROTECT, related_name="+", db_index=False)

    objects = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
