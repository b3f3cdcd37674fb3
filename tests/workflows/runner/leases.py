"""Many leases at once, without the runs that they stand for."""

from datetime import timedelta
from uuid import UUID

from django.utils.timezone import now

from tenants.ids import uuid7
from workflows.models import Lease


def queued(client_id: int, count: int = 1, *, ago: float = 1, **columns: object) -> list[UUID]:
    """So many due runs of a client, since `ago` seconds."""
    since = now() - timedelta(seconds=ago)
    rows = [Lease(run_id=uuid7(), client_id=client_id, not_before=since, **columns) for _ in range(count)]
    return [row.run_id for row in Lease.objects.bulk_create(rows)]
