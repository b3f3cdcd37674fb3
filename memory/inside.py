"""The door to a client's rows for code that anybody may call: it narrows the scope that is there, never widens it."""

from contextlib import AbstractContextManager
from functools import lru_cache

from django.core.exceptions import PermissionDenied

from tenants import scope
from tenants.models import Client


def inside(*client_ids: int, agency: int | None = None) -> AbstractContextManager:
    """The clients' transaction. Raises PermissionDenied for a client outside of the scope."""
    outer = scope.current()
    if outer and not {*client_ids} <= {*outer.clients}:
        raise PermissionDenied("Memory was asked for a client outside of the scope.")
    return scope.tenant_tx(*client_ids, agency=agency)


@lru_cache(maxsize=10_000)
def agency_of(client_id: int) -> int:
    """Kept, for a client stays with its agency."""
    with inside(client_id):
        return Client.objects.values_list("agency_id", flat=True).get(pk=client_id)
