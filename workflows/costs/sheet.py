"""A month's costs as a sheet: a row for each client, workflow, step, model, purpose and payer; or for each run."""

from workflows.costs import sums
from workflows.costs.asked import Asked
from workflows.sheets.writing import Value, as_csv

EVERY = ("month", "client", "workflow", "step", "account", "model", "purpose", "paid by")
EACH_RUN = ("month", "client", "workflow", "run", "title")
SUMS = (
    "calls", "tokens in", "tokens from cache", "tokens into cache", "of which for an hour", "tokens out",
    "of which reasoning", "cost in USD", "calls with unknown cost", "calls without a price", "calls in hand",
)  # fmt: skip


def as_file(asked: Asked, *, each_run: bool = False) -> bytes:
    """Money as text with all its digits, so that no spreadsheet rounds it. Empty where nothing is known."""
    header, columns = (EACH_RUN, sums.EACH_RUN) if each_run else (EVERY, sums.EVERY)
    rows: list[list[Value]] = []
    for values, cost, tokens in sums.rows(asked, columns):
        known = str(cost.known) if cost.calls > cost.open else ""
        rows.append([
            asked.key, *values, cost.calls, tokens.input, tokens.cache_read, tokens.cache_write,
            tokens.cache_write_long, tokens.output, tokens.reasoning, known, cost.unknown, cost.unpriced, cost.in_hand,
        ])  # fmt: skip
    return as_csv((*header, *SUMS), rows)
