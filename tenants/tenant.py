"""What every tenant-owned model is made of: the client first, a manager inside the scope, composite foreign keys. And
the few rows that are an agency's: for all of its clients, or for one of them."""

from typing import Any, ClassVar

from django.db import models

from tenants.scope import InAgency, InScope


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


class AgencyRows(models.Manager):
    """Only rows of the scope's agency."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(InAgency("agency_id"))


class AgencyOrClientRows(AgencyRows):
    """Those for all clients, and those for the scope's clients."""

    def get_queryset(self) -> models.QuerySet:
        ours = models.Q(client__isnull=True) | models.Q(InScope("client_id"))
        return super().get_queryset().filter(ours)


class OfAgency(models.Model):
    """A row of an agency, for all of its clients."""

    agency = models.ForeignKey("tenants.Agency", models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[AgencyRows] = AgencyRows()

    class Meta:
        abstract = True
        base_manager_name = "objects"


class OfAgencyOrClient(OfAgency):
    """A row of an agency; with a client, for that one only. That it is the agency's own is held by the database."""

    client = models.ForeignKey(
        "tenants.Client", models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        db_constraint=False, help_text="Empty: for all clients that have none of their own.",
    )  # fmt: skip

    objects: ClassVar[AgencyRows] = AgencyOrClientRows()

    class Meta(OfAgency.Meta):
        abstract = True
