from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from reviews import history
from reviews.models import Review
from reviews.page import PortalRequest, portal, show
from reviews.progress import Line, line
from workflows.models import Attempt, Run

SHOWN = 40
ENDED_SHOWN = 15


@require_safe
@portal
def runs(request: PortalRequest) -> HttpResponse:
    running = [_line(request, run) for run in _runs().filter(state__in=Run.OPEN)[:SHOWN]]
    ended = [_line(request, run) for run in _runs().exclude(state__in=Run.OPEN)[:ENDED_SHOWN]]
    moving = any(each.moves for each in running)
    return show(request, "runs", {"place": "runs", "running": running, "ended": ended, "moving": moving})


@require_safe
@portal
def run(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(_runs(), pk=pk)
    facts = {
        "place": "runs",
        "line": _line(request, found),
        "brief": history.brief(found),
        "story": history.story(found, request.access.is_staff),
        "pieces": found.deliveries.all(),
    }
    return show(request, "run", facts, client=found.client)


def _runs() -> QuerySet[Run]:
    """With all that a line shows, in a handful of queries for any number of runs."""
    attempts = Attempt.objects.only("client_id", "run_id", "key", "number", "state", "retry_at", "forgiven")
    return Run.objects.select_related("client", "started_by", "version__workflow").prefetch_related(
        "version__steps",
        Prefetch("attempts", attempts),
        Prefetch("reviews", Review.objects.open(), to_attr="open_reviews"),
    )


def _line(request: PortalRequest, found: Run) -> Line:
    mine = [r for r in found.open_reviews if request.access.is_staff or r.audience == Review.Audience.CLIENT]  # type: ignore[attr-defined]
    first = mine[0] if mine else None
    paused = found.client.paused or found.workflow.paused
    steps, attempts = list(found.version.steps.all()), list(found.attempts.all())
    return line(found, steps, attempts, first, request.access.is_staff, paused)
