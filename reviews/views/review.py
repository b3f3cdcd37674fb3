"""The page of one review: open to whoever may decide, to read for everybody else, and as a record afterwards."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from memory.prose import diffing
from memory.prose.rendering import render as rendered
from reviews import claiming, deciding, history
from reviews.desk import SINK, Desk, lines
from reviews.models import Review
from reviews.page import PortalRequest, portal, show
from reviews.views import around, clients, context
from reviews.views.seeing import seen, to_decide


@require_safe
@portal
def review(request: PortalRequest, pk: UUID) -> HttpResponse:
    other = clients.of_review(request, pk)
    if other:
        return clients.offer(request, other)
    found = seen(request, pk)
    if found.state == Review.State.OPEN:
        return open_page(request, found, Desk.fresh(found.text, found.found))
    return closed_page(request, found)


@require_POST
@portal
def desk(request: PortalRequest, pk: UUID) -> HttpResponse:
    """What the piece reads like with the answers so far. Nothing is stored."""
    found = to_decide(request, pk)
    laid_out = Desk.answered(found.text, found.found, request.POST)
    if found.state != Review.State.OPEN:
        return _too_late(request, found, laid_out)
    claiming.renew(found, request.user)
    if not request.htmx:  # type: ignore[attr-defined]
        return open_page(request, found, laid_out)
    facts = {
        "review": found,
        "desk": laid_out,
        "may_decide": True,
        "new_base": _has_new_base(request, laid_out),
    }
    return render(request, "portal/review/swap.html", facts)


def open_page(
    request: PortalRequest, found: Review, laid_out: Desk, *, status: int = 200, **more: Any
) -> HttpResponse:
    since = diffing.diff(found.previous, found.text, sink=SINK) if found.previous else ""
    facts = {
        **_shared(request, found),
        **around.facts(request, found),
        "desk": laid_out,
        "since": since,
        "changed": diffing.counted(since),
        "asked": history.asked_for(found),
        **context.facts(request, found),
        "passed": history.passed(found),
    }
    return show(request, "review", {**facts, **more}, client=found.client, status=status)


def closed_page(request: PortalRequest, found: Review, *, status: int = 200, **more: Any) -> HttpResponse:
    decision = found.decision
    final = decision.text if decision and decision.text else found.text
    before = decision.original if decision else found.text
    edited = diffing.diff(before, final, sink=SINK) if final != before else ""
    facts = {
        **_shared(request, found),
        "decision": decision,
        "newer": found.newer,
        "piece": rendered(final, sink=SINK),
        "edited": edited,
        "changed": diffing.counted(edited),
        "findings": history.answers(found, decision),
    }
    return show(request, "closed", {**facts, **more}, client=found.client, status=status)


def _too_late(request: PortalRequest, found: Review, laid_out: Desk) -> HttpResponse:
    """For a tab that was open while somebody decided: what is so, and the text that was written, to copy."""
    standing = found.decision
    problem = deciding.overtaken(standing, request.user) if standing else deciding.REPLACED
    kept = laid_out.final if laid_out.is_changed else ""
    if not request.htmx:  # type: ignore[attr-defined]
        return closed_page(request, found, status=409, problem=problem, kept=kept)
    facts = {"review": found, "desk": laid_out, "problem": problem}
    return render(request, "portal/review/too_late.html", facts)


def _shared(request: PortalRequest, found: Review) -> dict[str, Any]:
    return {
        "place": "inbox",
        "review": found,
        "comments": found.comments.select_related("by", "guest"),
        "may_comment": request.access.may("comment", found.client_id),
        "guests": found.guests.prefetch_related("decisions"),
        "may_invite": request.access.may("invite guests", found.client_id),
        "brief": history.brief(found.run),
        "rounds": history.story(found.run, request.access.is_staff),
        "answered": history.answered(found) if request.access.is_staff else [],
    }


def _has_new_base(request: PortalRequest, laid_out: Desk) -> bool:
    """The editor is replaced only where it has to be, so that nobody's typing is."""
    return laid_out.base != lines(request.POST.get("text", ""))
