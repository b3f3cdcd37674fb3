"""Before calls are sent: do they fit into their clients' budgets and their runs' limits, with all that they can cost?

Asked in the transaction that writes them, so that what was answered holds. Where neither is set nothing is asked and
nobody waits.
"""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from workflows import allowances, budgets
from workflows.allowances import RunLimit
from workflows.models import Call
from workflows.runner.changes import Changes, Stored


def lock(batch: Sequence[Changes]) -> None:
    """First of all, and for all of the batch, so that two of them can't wait for each other."""
    if clients := {changes.held.client_id for changes in batch if changes.budgeted}:
        budgets.lock(clients)


def allowed(accepted: Sequence[tuple[Changes, Stored]]) -> list[Call]:
    """The calls that may be sent. Whose may not finds the sentence in `Stored.refused`."""
    asking = [(changes, stored) for changes, stored in accepted if changes.calls]
    left = budgets.of({changes.held.client_id for changes, _ in asking if changes.budgeted})
    limits = _limits(asking)
    fitting = []
    for changes, stored in asking:
        client, run = changes.held.client_id, changes.held.run_id
        most = sum((call.reserved_usd or Decimal(0) for call in changes.calls), Decimal(0))
        if run in limits and not limits[run].fits(most):
            stored.refused = limits[run].refusal
        elif client in left and changes.budgeted and not left[client].fits(most):
            stored.refused = left[client].refusal
        else:
            fitting += changes.calls
            if run in limits:
                limits[run] = limits[run].holding(most)
            if client in left:
                left[client] = left[client].holding(most)
    return fitting


def warn(batch: Sequence[Changes]) -> None:
    """After what calls have cost was booked."""
    settled = [changes for changes in batch if changes.settled_calls]
    if clients := {changes.held.client_id for changes in settled if changes.budgeted}:
        budgets.warn(clients)
    allowances.warn({
        changes.held.run_id: (changes.held.client_id, changes.limit) for changes in settled if changes.limit is not None
    })  # fmt: skip


def _limits(asking: Sequence[tuple[Changes, Stored]]) -> dict[UUID, RunLimit]:
    """Of the runs that have one, with how far they are used now."""
    limits = {changes.held.run_id: changes.limit for changes, _ in asking if changes.limit is not None}
    used = allowances.used_by_runs(list(limits))
    return {run: limit.after(used.get(run, (Decimal(0), Decimal(0)))) for run, limit in limits.items()}
