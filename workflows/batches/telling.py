"""Waking the runs whose answers are booked. A run whose step is just about to wait is told the next time: so none of
them waits for an answer that is there."""

from datetime import timedelta
from uuid import UUID

from django.db.models.functions import Now

from tenants.scope import tenant_tx
from workflows import doorbell, leases
from workflows.batches import hand
from workflows.models import Attempt, Batch, Order, Run

SOON = timedelta(seconds=10)


def tell(batch: Batch) -> bool:
    """Whether all of them know; then there is nothing left to do for it."""
    told = [_told(client_id, pk) for client_id in batch.clients for pk in _untold(client_id, batch)]
    if any(told):
        doorbell.ring()
    if not all(told):
        hand.put_off(batch, SOON)
        return False
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.DONE)
    return True


def _untold(client_id: int, batch: Batch) -> list[UUID]:
    with tenant_tx(client_id):
        rows = Order.objects.filter(client=client_id, batch=batch, settled_at__isnull=False, told_at=None)
        return list(rows.values_list("pk", flat=True))


def _told(client_id: int, order_id: UUID) -> bool:
    with tenant_tx(client_id):
        order = Order.objects.get(client=client_id, pk=order_id)
        leases.lock(order.run_id)
        run = Run.objects.get(pk=order.run_id)
        last = run.attempts.filter(key=order.key, item=order.item).order_by("number").last()
        if run.is_open and last and order.state != Order.State.DROPPED:
            if last.state == Attempt.State.OPEN:
                return False
            if last.state == Attempt.State.WAITING:
                Attempt.objects.filter(pk=last.pk, wait_until__gt=Now()).update(wait_until=Now())
                leases.wake(run.pk)
        Order.objects.filter(client=client_id, pk=order_id).update(told_at=Now())
        return True
