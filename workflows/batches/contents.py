"""The orders of a batch, read client by client: each in a scope of its own, so that nobody's request is another's."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Q

from tenants.scope import tenant_tx
from workflows import files
from workflows.batches import ordering, settling
from workflows.engine.tools import Request
from workflows.models import Batch, Lease, Order, Run

Named = dict[str, tuple[int, UUID]]
"""The name that an order goes by at the vendor → its client and its id."""


def name(order_id: UUID) -> str:
    return order_id.hex


def named(batch: Batch) -> Named:
    """All that were sent, whatever became of them here since."""
    return {
        name(pk): (client_id, pk)
        for client_id in batch.clients
        for pk in _orders(client_id, batch, Q(sent=True))
    }


def requests(batch: Batch, of: Named, *, with_files: bool = True) -> dict[str, Request]:
    """As they were asked."""
    found: dict[str, Request] = {}
    for client_id in batch.clients:
        ids = [pk for client, pk in of.values() if client == client_id]
        for pk, request in list(_requests(client_id, ids)):
            seen = files.read(client_id, request.files) if request.files and with_files else []
            found[name(pk)] = replace(request, attachments=tuple(seen))
    return found


def seal(batch: Batch) -> Named:
    """Which are sent: those that somebody still waits for. The others are dropped, at no cost. Only before the first
    time that it is sent: what may be there already has to stay as it was."""
    for client_id in batch.clients:
        with tenant_tx(client_id):
            waiting = Order.objects.filter(client=client_id, batch=batch, state=Order.State.WAITING)
            waiting.exclude(run__in=_wanted(client_id)).update(state=Order.State.DROPPED, sent=False)
            waiting.update(sent=True)
            settling.settle_unsent(client_id, batch)
    return named(batch)


def _wanted(client_id: int) -> Any:
    """The runs that are open, and that nobody is stopping."""
    stopping = Lease.objects.filter(client_id=client_id, cancel=True).values("run_id")
    return Run.objects.filter(client=client_id, state__in=Run.OPEN).exclude(pk__in=stopping).values("pk")


def _orders(client_id: int, batch: Batch, only: Q) -> list[UUID]:
    with tenant_tx(client_id):
        rows = Order.objects.filter(only, client=client_id, batch=batch)
        return list(rows.values_list("pk", flat=True))


def _requests(client_id: int, ids: Collection[UUID]) -> Iterator[tuple[UUID, Request]]:
    with tenant_tx(client_id):
        for order in Order.objects.filter(client=client_id, pk__in=ids).select_related("call"):
            yield order.pk, ordering.as_request(order, order.call)
