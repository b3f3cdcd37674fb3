"""Booking what came of orders: once each, in the scope of the client that an order belongs to, whoever comes first."""

from decimal import Decimal
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Now

from tenants.scope import tenant_tx
from workflows import allowances, budgets, ledger
from workflows.engine.tools import Reply, Trouble
from workflows.models import Batch, Call, Order, Version

NOT_SENT = "It wasn’t sent: nobody waited for it any more."


def book(client_id: int, order_id: UUID, result: Reply | Trouble) -> None:
    """Its cost, and its answer or why there is none. The second time changes nothing. An order that nobody waits for
    any more stays that."""
    with tenant_tx(client_id):
        budgets.lock([client_id])  # before the order's row, as whoever stores a run
        waiting = Order.objects.filter(client=client_id, pk=order_id, settled_at=None)
        order = waiting.select_for_update().first()
        if order is None:
            return
        Call.objects.filter(client=client_id, pk=order.call_id).update(
            **ledger.booked(result), settled_at=Now()
        )
        if order.state == Order.State.WAITING:
            order.state = Order.State.ANSWERED if isinstance(result, Reply) else Order.State.LOST
            order.problem = "" if isinstance(result, Reply) else result.sentence
        order.save(update_fields=["state", "problem"])
        waiting.update(settled_at=Now())
        budgets.warn([client_id])
        if limit := allowances.limit_of(Version.objects.get(runs=order.run_id).limits):
            allowances.warn({order.run_id: (client_id, limit)})


def give_up(batch: Batch, problem: str, *, is_sure: bool) -> None:
    """`is_sure`: nothing of it is with the vendor, so nothing is billed."""
    trouble = Trouble(problem, permanent=True, kind="unanswered", may_cost=not is_sure)
    for client_id in batch.clients:
        for order_id in unsettled(client_id, batch):
            book(client_id, order_id, trouble)
    answered(batch)


def answered(batch: Batch) -> None:
    """Everything that came of it is booked; some runs are still to be woken."""
    Batch.objects.filter(pk=batch.pk).update(
        state=Batch.State.TELLING, ended_at=Now(), next_at=Now(), tries=0
    )


def unsettled(client_id: int, batch: Batch) -> list[UUID]:
    with tenant_tx(client_id):
        rows = Order.objects.filter(client=client_id, batch=batch, settled_at=None)
        return list(rows.values_list("pk", flat=True))


def settle_unsent(client_id: int, batch: Batch) -> None:
    """Dropped before it was sent: it costs nothing. Within the client's scope."""
    dropped = Order.objects.filter(
        client=client_id, batch=batch, state=Order.State.DROPPED, sent=False, settled_at=None
    )
    calls = dropped.values("call_id")
    facts = {"state": Call.State.FAILED, "problem": NOT_SENT, "cost_usd": Decimal(0), "settled_at": Now()}
    Call.objects.filter(client=client_id, pk__in=calls).update(**facts)
    dropped.update(settled_at=Now(), told_at=F("ordered_at"))
