"""The runs' list while it is looked at: the cells that changed are exchanged, and nothing else on the page."""

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tenants.ids import uuids
from workflows.models import Run

if TYPE_CHECKING:
    from workflows.admin.run import RunAdmin

NOT_CHANGED = 204  # htmx leaves the page as it is
MOST = 200  # rows of one page
PROGRESS = (
    '<span class="b-progress" id="steps-{pk}" title="{done} of {all} steps"{swap}>'
    '<progress value="{share}" max="100"></progress> {done}/{all}</span>'
)
STATE = '<span class="b-chip {style}" id="state-{pk}"{swap}>{words}</span>'
GATES = '<span id="gates-{pk}"{swap}>{chip}</span>'
SWAP = SafeString(' hx-swap-oob="true"')


def live(page: "RunAdmin", request: HttpRequest) -> HttpResponse:
    """?seen=…&run=…&run=…: the cells of these runs, if any of them looks other than it did. Of other clients' runs,
    and of what is no run, nothing."""
    rows = list(page.get_queryset(request).filter(pk__in=uuids(request.GET.getlist("run")[:MOST])))
    if request.GET.get("seen") == seen(rows):
        return HttpResponse(status=NOT_CHANGED)
    cells = [cell(run, swap=True) for run in rows for cell in (state, progress, gates)]
    return page.render(
        request, "admin/run/live_rows.html", {"cells": SafeString("".join(cells)), **poll(rows)}
    )


def poll(rows: Iterable[Any]) -> dict[str, Any]:
    """What the page asks about next: only runs that can still change."""
    moving = [run for run in rows if run.is_open]
    return {"moving": moving, "seen": seen(moving)}


def seen(rows: Iterable[Any]) -> str:
    """Changes whenever a cell of an open run does, and when one of them ends."""
    told = sorted(f"{run.pk} {_words(run)} {run.done_steps} {run.flagged}" for run in rows)
    return sha256(repr(told).encode()).hexdigest()[:16]


def progress(run: Any, swap: bool = False) -> str:
    share = round(100 * run.done_steps / run.all_steps) if run.all_steps else 0
    facts = {"pk": run.pk, "done": run.done_steps, "all": run.all_steps, "share": share}
    return format_html(PROGRESS, swap=_swap(swap), **facts)


def state(run: Any, swap: bool = False) -> str:
    style = "warn" if _words(run) == "Paused" else run.state
    return format_html(STATE, pk=run.pk, style=style, words=_words(run), swap=_swap(swap))


def gates(run: Any, swap: bool = False) -> str:
    chip = SafeString('<span class="b-chip flagged">Flagged</span>') if run.flagged else "–"
    return format_html(GATES, pk=run.pk, chip=chip, swap=_swap(swap))


def _words(run: Any) -> str:
    if run.rests and run.state != Run.State.WAITING:
        return "Paused"
    if run.batched and run.state == Run.State.WAITING:
        return "In a batch"
    return str(run.get_state_display())


def _swap(swap: bool) -> str:
    return SWAP if swap else ""
