"""What became of each row, as a sheet: in the order of the file, with the rows that never started."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from workflows.models import Bulk, Delivery, Run
from workflows.sheets.writing import Value

HEADER = ("Row", "Title", "State", "What happened", "Run", "Approved piece", "Text", "Read it")
WIDTHS = (8, 40, 12, 60, 60, 40, 80, 60)
AT_ONCE = 200  # runs whose texts are in memory
PROBLEMS_HEADER = ("Row", "Column", "Header", "What is wrong")


def results(bulk: Bulk) -> Iterator[tuple[Value, ...]]:
    runs = list(bulk.runs.order_by("bulk_row").defer("brief"))
    for begun in range(0, len(runs), AT_ONCE):
        some = runs[begun : begun + AT_ONCE]
        pieces = _pieces(some)
        for run in some:
            yield _of_run(run, pieces.get(run.pk, []))
    for row, title, _brief in bulk.rows[bulk.begun :]:
        cancelled = bulk.state == Bulk.State.CANCELLED
        yield row, title, "Never started" if cancelled else "To start", "", "", "", "", ""


def problems(bulk: Bulk) -> Iterator[tuple[Value, ...]]:
    """All that is wrong with a sheet; where there is too much of it, the last line says how much more."""
    yield from (tuple(problem) for problem in bulk.problems)
    if more := bulk.problem_count - len(bulk.problems):
        yield "", "", "", f"… and {more:,} more. Mend these first, then upload the sheet again."


def _of_run(run: Run, pieces: list[Delivery]) -> tuple[Value, ...]:
    titles = "\n".join(piece.title for piece in pieces)
    texts = "\n\n".join(piece.text for piece in pieces)
    links = "\n".join(_link("portal:piece", piece.pk) for piece in pieces)
    page = _link("admin:workflows_run_change", run.pk)
    return run.bulk_row, run.title, run.get_state_display(), run.sentence, page, titles, texts, links


def _pieces(runs: Sequence[Run]) -> dict[UUID, list[Delivery]]:
    found = defaultdict(list)
    delivered = Delivery.objects.filter(run__in=runs).order_by("delivered_at", "pk")
    for piece in delivered.only("run_id", "title", "text", "client_id"):
        found[piece.run_id].append(piece)
    return found


def _link(name: str, pk: Any) -> str:
    return settings.SITE_URL + reverse(name, args=[pk])
