"""Placing an order: one request of one step, in the batch that gathers for its key and its model."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.timezone import localtime

from tenants.ids import uuid7
from tenants.models import Client
from workflows.engine.attempts import Start
from workflows.engine.tools import Ordered, Request
from workflows.leases import Claim
from workflows.models import Call, Order
from workflows.providers import known
from workflows.providers.base import Choice
from workflows.providers.batching import WITHIN

GATHER = timedelta(minutes=1)  # from the first order to the sending
HANDOVER = timedelta(hours=1)  # a batch that couldn't be sent for so long is given up
GRACE = timedelta(hours=1)  # beyond the vendor's own limit
MOST = 500  # requests in one batch
LARGEST = 8_000_000  # bytes; Gemini takes 20 MB in one call
KEPT = (
    "schema",
    "effort",
    "max_output",
    "ceiling",
    "efforts",
    "lasting",
    "files",
    "not_models",
    "pin",
    "exclude",
    "on_refusal",
)
WAITS = (
    "{} answers in its vendor’s batch, at half the price and within 24 hours. "
    "The run goes on as soon as the answer is there, and at {:%-d %b, %H:%M %Z} at the latest."
)

SEAT = """
INSERT INTO workflows_batch AS b (key, agency_id, credential, provider, model, state, clients, orders, size, vendor_id,
                                  tries, kind, opened_at, next_at)
VALUES (%(key)s, %(agency)s, %(credential)s, %(provider)s, %(model)s, 'gathers', ARRAY[%(client)s]::bigint[], 1,
        %(size)s, '', 0, '', clock_timestamp(), clock_timestamp() + %(gather)s)
ON CONFLICT (agency_id, credential, provider, model) WHERE state = 'gathers' DO UPDATE
   SET orders = b.orders + 1, size = b.size + excluded.size,
       clients = CASE WHEN %(client)s = ANY (b.clients) THEN b.clients ELSE b.clients || excluded.clients END
RETURNING id
"""
# In the same transaction, so that nobody joins it any more.
CLOSE = """
UPDATE workflows_batch SET state = 'sending', next_at = clock_timestamp()
 WHERE id = %s AND (orders >= %s OR size >= %s)
"""


def question(start: Start) -> str:
    """Which step asks, and what it has read. Not the words: memory may give others tomorrow, and the answer to
    yesterday's is paid for and as good."""
    read = sorted((need, list(numbers)) for need, numbers in start.consumed.items())
    return hashlib.sha256(json.dumps([start.key, start.item, read]).encode()).hexdigest()


def made(
    held: Claim, start: Start, attempt_id: int, request: Request, choice: Choice, now: datetime
) -> Order:
    """Unsaved, and without its call."""
    kept: dict[str, Any] = {name: getattr(request, name) for name in KEPT}
    if choice.provider not in known.BATCHED:  # the stand-in composes from it
        kept["material"] = request.material
    return Order(
        client_id=held.client_id, run_id=held.run_id, attempt_id=attempt_id, key=start.key, item=start.item,
        question=question(start), request=kept, model=choice.name, size=_size(request),
        due_at=now + HANDOVER + WITHIN + GRACE,
    )  # fmt: skip


def accepted(model: str, due_at: datetime) -> Ordered:
    return Ordered(due_at, WAITS.format(model, localtime(due_at)))


def as_request(order: Order, call: Call) -> Request:
    """As it was asked; its files are to be read."""
    more = {name: tuple(value) if isinstance(value, list) else value for name, value in order.request.items()}
    return Request(route=call.route, purpose=call.purpose, context=call.context, prompt=call.prompt, **more)  # type: ignore[arg-type]


def place(orders: Sequence[Order]) -> None:
    """In the transaction that writes their calls. Locks batches in one order, so that no two writers wait for each
    other."""
    if not orders:
        return
    clients = {order.client_id for order in orders}
    agencies = dict(Client.objects.filter(pk__in=clients).values_list("pk", "agency_id"))
    places = {order.pk: _place(order, agencies[order.client_id]) for order in orders}
    for order in sorted(orders, key=lambda one: str(places[one.pk])):
        _drop_older(order)
        order.batch_id = _seat(order, places[order.pk])
    Order.objects.bulk_create(orders)


def take(orders: Sequence[UUID]) -> None:
    """In the transaction that stores what was made of their answers."""
    if orders:
        Order.objects.filter(pk__in=orders).update(taken_at=Now())


def _drop_older(order: Order) -> None:
    """The step has read something else meanwhile, so nobody waits for what it asked before."""
    series = Order.objects.filter(client=order.client_id, run=order.run_id, key=order.key, item=order.item)
    series.filter(~Q(question=order.question), state=Order.State.WAITING).update(state=Order.State.DROPPED)


def _place(order: Order, agency: int) -> dict[str, Any]:
    call = order.call
    return {"agency": agency, "credential": call.credential, "provider": call.provider, "model": call.model}


def _seat(order: Order, place: dict[str, Any]) -> int:
    """The id of its batch."""
    facts = {**place, "key": uuid7(), "client": order.client_id, "size": order.size, "gather": GATHER}
    with connection.cursor() as cursor:
        cursor.execute(SEAT, facts)
        (batch,) = cursor.fetchone()
        cursor.execute(CLOSE, [batch, MOST, LARGEST])
    return int(batch)


def _size(request: Request) -> int:
    """Bytes, about: a file goes along in base64."""
    files = sum(len(file.content) for file in request.attachments) * 4 // 3
    return len(request.context.encode()) + len(request.prompt.encode()) + files
