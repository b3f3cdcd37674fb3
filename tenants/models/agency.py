"""The agency: owns clients and staff; the only thing above a client."""

from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

from tenants import scope as scopes


class AgencyManager(models.Manager):
    """Only the scope's own agency."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(pk=RawSQL("baton_agency()", ()))


class Agency(models.Model):
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AgencyManager()

    class Meta:
        verbose_name_plural = "agencies"
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def found(cls, **fields: Any) -> "Agency":
        """A new agency. Its id is drawn first, because row-level security has to know whose row it is."""
        pk = next_id("tenants_agency")
        with scopes.tenant_tx(agency=pk):
            agency = cls(pk=pk, **fields)
            agency.save(force_insert=True)
        return agency

    def create_client(self, **fields: Any) -> Any:
        """A new client of this agency, visible to the rest of this request's scope only after the next sign of life."""
        from_scope = scopes.current()
        pk = next_id("tenants_client")
        seen = from_scope.clients if from_scope else ()
        client_model = self._meta.apps.get_model("tenants", "Client")
        with scopes.tenant_tx(*seen, pk, agency=self.pk):
            client = client_model(pk=pk, agency=self, **fields)
            client.full_clean()
            client.save(force_insert=True)
        return client


def next_id(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        return cursor.fetchone()[0]
