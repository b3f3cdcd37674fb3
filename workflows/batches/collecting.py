"""What came of the order that a step placed: asked when the run is woken, and whenever it is taken up again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from tenants.scope import tenant_tx
from workflows import records
from workflows.batches import ordering
from workflows.engine.attempts import Start
from workflows.engine.tools import Context, Ordered, Reply, Request, Usage
from workflows.leases import Claim
from workflows.models import Call, Order
from workflows.providers.base import Choice

LATE = "The vendor’s batch had no answer when the time for it was over."


@dataclass(frozen=True)
class Found:
    """An order that is settled and not used yet, or one of which nothing came."""

    order_id: UUID
    request: Request  # as it was asked; its files are to be read
    choice: Choice
    context: Context
    reply: Reply | None
    missed: str = ""
    told: bool = False


def found(held: Claim, start: Start) -> Ordered | Found | None:
    """None: nothing was ordered for what the step has read, or its answer was used. For a worker: opens a scope."""
    with tenant_tx(held.client_id):
        rows: Any = Order.objects.filter(
            run=held.run_id, key=start.key, item=start.item, question=ordering.question(start)
        )
        rows = rows.select_related("call", "attempt", "batch").select_for_update(of=("self",))
        order = rows.annotate(clock=Now()).order_by("-ordered_at").first()
        return _read(order) if order else None


def _read(order: Any) -> Ordered | Found | None:
    if order.state == Order.State.WAITING and order.clock < order.due_at:
        return ordering.accepted(order.model, order.due_at)
    if order.state == Order.State.WAITING:
        order.state, order.problem = Order.State.DROPPED, LATE
        order.save(update_fields=["state", "problem"])
    used = order.taken_at is not None
    if order.state == Order.State.ANSWERED:
        return None if used else _found(order, reply=_reply(order.call))
    return _found(order, missed=order.problem, told=used) if order.problem else None


def _found(order: Order, reply: Reply | None = None, **more: Any) -> Found:
    call = order.call
    choice = Choice(order.batch.provider, order.batch.model, order.model)
    return Found(
        order.pk, ordering.as_request(order, call), choice, records.given(order.attempt), reply, **more
    )


def _reply(call: Call) -> Reply:
    counted = ("input", "cache_read", "cache_write", "cache_write_long", "output", "reasoning")
    usage = Usage(**{name: getattr(call, f"{name}_tokens") or 0 for name in counted})
    return Reply(
        text=call.answer, model=call.model, provider=call.provider, usage=usage,
        stop=call.stop or "end",  # type: ignore[arg-type]
        why_stopped=call.problem, request_id=call.request_id, cost_usd=call.cost_usd,
    )  # fmt: skip
