"""Batches as people see them: what a run waits for, and what an agency has in flight, with what to do about it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models.functions import Now
from django.utils.formats import date_format
from django.utils.timezone import localtime

from workflows import spans
from workflows.models import Batch, Order, Run
from workflows.providers.base import Account

SHOWN = 20  # batches on the page; the others are counted
NOTHING_TO_DO = "Nothing to do: the run goes on by itself."
MENDS = {
    "key": "The vendor refuses the key. Put in a valid one under Model keys.",
    "forbidden": "The vendor doesn’t let this key use the model. Allow it there.",
    "credit": "The account has no credit left. Top it up at the vendor.",
    "private": "Its address leads into a private network. Correct it under Model keys.",
}
PASSES = "The vendor can’t be asked at the moment; it is tried again by itself."
PERHAPS = "Whether it arrived shows when the vendor has ended another batch; it isn’t sent twice meanwhile."


@dataclass(frozen=True)
class InFlight:
    """One batch that isn't done."""

    model: str
    account: str  # whom it leads to: “Anthropic”
    orders: int
    words: str  # where it is, and since when
    what: str  # to do about it
    bad: bool  # somebody has to do something


def told(run: Run) -> str:
    """Where the batch is that a run waits for; "" where it waits for none."""
    waiting: Any = Order.objects.filter(client=run.client_id, run=run.pk, state=Order.State.WAITING)
    order = waiting.select_related("batch").annotate(clock=Now()).order_by("due_at").first()
    if order is None:
        return ""
    many = order.batch.orders
    beside = f"with {many - 1} other request{'' if many == 2 else 's'}" if many > 1 else "alone"
    return f"It waits for {order.model}, {beside} in a batch that {_where(order.batch, order.clock)}."


def in_flight(agency: int | None, clients: Collection[int], accounts: Iterable[Account]) -> list[InFlight]:
    """Of this agency, with requests of these clients: those that need a person first, then the oldest."""
    names = {account.credential: account.name for account in accounts}
    rows: Any = Batch.objects.filter(
        agency_id=agency or 0, clients__overlap=list(clients), state__in=Batch.OPEN
    )
    found = [_shown(row, names) for row in rows.annotate(clock=Now()).order_by("opened_at")[:SHOWN]]
    return sorted(found, key=lambda one: not one.bad)


def _shown(batch: Any, names: Mapping[str, str]) -> InFlight:
    return InFlight(
        model=batch.model,
        account=names.get(batch.credential, "a key that isn’t there any more"),
        orders=batch.orders,
        words=_where(batch, batch.clock),
        what=_what(batch),
        bad=batch.kind in MENDS,
    )


def _where(batch: Batch, clock: datetime) -> str:
    """The rest of a sentence that begins with the batch."""
    match batch.state:
        case Batch.State.GATHERING:
            return "gathers requests for a minute and is sent then"
        case Batch.State.SENDING:
            return f"is being sent, opened {_ago(clock - batch.opened_at)} ago"
        case Batch.State.SENT if batch.sent_at:
            return f"was sent at {_moment(batch.sent_at)}, and isn’t answered yet"
        case _:
            return "is answered"


def _what(batch: Batch) -> str:
    if batch.kind in MENDS:
        return MENDS[batch.kind]
    if batch.kind == "perhaps":
        return PERHAPS
    return PASSES if batch.kind else "Nothing to do."


def _ago(span: timedelta) -> str:
    return spans.words(span)


def _moment(when: datetime) -> str:
    return date_format(localtime(when), "DATETIME_FORMAT")
