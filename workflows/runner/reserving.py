"""Before calls are sent: do they fit into their clients' budgets and their runs' limits, with all that they can cost?

Asked in the transaction that writes them, so that what was answered holds. Where neither is set nothing is asked and
nobody waits.
"""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum
from django.db.models.functions import Coalesce

from workflows import budgets
from workflows.costs.calls import HELD
from workflows.costs.words import dollars
from workflows.models import Call
from workflows.runner.changes import Changes, Stored

OVER = (
    "The run’s limit is {limit} and {used} of it is used or held, so this call could cost more than what is left. "
    "Publish the workflow with a higher “Cost limit”, and start the run anew."
)


def lock(batch: Sequence[Changes]) -> None:
    """First of all, and for all of the batch, so that two of them can't wait for each other."""
    if clients := {changes.held.client_id for changes in batch if changes.budgeted}:
        budgets.lock(clients)


def allowed(accepted: Sequence[tuple[Changes, Stored]]) -> list[Call]:
    """The calls that may be sent. Whose may not finds the sentence in `Stored.refused`."""
    asking = [(changes, stored) for changes, stored in accepted if changes.calls]
    left = budgets.of({changes.held.client_id for changes, _ in asking if changes.budgeted})
    spent = _spent([changes.held.run_id for changes, _ in asking if changes.limit is not None])
    fitting = []
    for changes, stored in asking:
        client, run = changes.held.client_id, changes.held.run_id
        most = sum((call.reserved_usd or Decimal(0) for call in changes.calls), Decimal(0))
        if changes.limit is not None and spent.get(run, Decimal(0)) + most > changes.limit:
            used = dollars(spent.get(run, Decimal(0)))
            stored.refused = OVER.format(limit=dollars(changes.limit), used=used)
        elif client in left and changes.budgeted and not left[client].fits(most):
            stored.refused = left[client].refusal
        else:
            fitting += changes.calls
            spent[run] = spent.get(run, Decimal(0)) + most
            if client in left:
                left[client] = left[client].holding(most)
    return fitting


def warn(batch: Sequence[Changes]) -> None:
    """After what calls have cost was booked."""
    settled = {changes.held.client_id for changes in batch if changes.budgeted and changes.settled_calls}
    if settled:
        budgets.warn(settled)


def _spent(runs: Sequence[UUID]) -> dict[UUID, Decimal]:
    """Run → US dollars, known and held."""
    if not runs:
        return {}
    calls = Call.objects.filter(run_id__in=runs).order_by().values_list("run_id")
    return dict(calls.annotate(used=Sum(Coalesce("cost_usd", HELD))))
