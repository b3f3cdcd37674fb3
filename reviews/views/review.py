"""The page of one review: open to whoever may decide, to read for everybody else, and as a record afterwards."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from memory.prose.rendering import render as rendered
from reviews import approving, claiming, deciding, drafting, history, mentions, rounds, talking
from reviews.desk import SINK, Desk
from reviews.models import Review, Sitting
from reviews.page import PortalRequest, portal, show
from reviews.typed import lines
from reviews.views import around, clients, context
from reviews.views.seeing import seen, to_decide

LONG = 60_000  # characters: some ten thousand words


@require_safe
@portal
def review(request: PortalRequest, pk: UUID) -> HttpResponse:
    other = clients.of_review(request, pk)
    if other:
        return clients.offer(request, other)
    found = seen(request, pk)
    if found.state == Review.State.OPEN:
        answer = open_page(request, found)
    else:
        answer = closed_page(request, found)
    if request.method == "GET":
        mentions.seen(found, request.user)  # after the page was made, which shows what is new
    return answer


@require_safe
@portal
def changes(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Any two rounds beside each other: `from`, `to` and `view`."""
    found = seen(request, pk)
    if not request.htmx:  # type: ignore[attr-defined]
        asked = urlencode({"view": "inline", **request.GET.dict()})
        return redirect(f"{reverse('portal:review', args=[found.pk])}?{asked}#panel-changes")
    return render(request, "portal/review/changes.html", {"review": found, **_compared(request, found)})


@require_POST
@portal
def desk(request: PortalRequest, pk: UUID) -> HttpResponse:
    """What the piece reads like with the answers so far. Nothing is stored."""
    found = to_decide(request, pk)
    laid_out = Desk.answered(found.text, found.found, request.POST).with_talk(
        drafting.talk(drafting.comments_of(found))
    )
    if found.state != Review.State.OPEN:
        return _too_late(request, found, laid_out)
    claiming.renew(found, request.user)
    if not request.htmx:  # type: ignore[attr-defined]
        return open_page(request, found, laid_out)
    facts = {
        "review": found,
        "desk": laid_out,
        "may_decide": True,
        "approved": approving.of(found, request.user).filter(digest=found.digest).exists(),
        "new_base": _has_new_base(request, laid_out),
    }
    part = "long" if _waits_to_be_set(request, laid_out) else "swap"
    return render(request, f"portal/review/{part}.html", facts)


def open_page(
    request: PortalRequest, found: Review, laid_out: Desk | None = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    """As this person left it, on whichever device, unless they have sent it just now. What they left is read once: else
    a draft that is kept in between lends its number to the words from before it, which then take its place."""
    prefetch_related_objects([found], "run__version__fields", "run__version__steps")
    placed = around.facts(request, found)
    may_decide = placed["may_decide"]
    said = drafting.said_to(found, request.user)
    left = drafting.mine(found, request.user)
    sitting = left if may_decide else None
    laid_out = (laid_out or drafting.desk_of(found, left)).with_talk(drafting.talk(said))
    facts = {
        **_shared(request, found),
        **placed,
        "desk": laid_out,
        "sitting": sitting,
        **_notes(request, sitting),
        "others": drafting.others(found, request.user) if may_decide else [],
        "comparison": rounds.compare(found, request.GET, laid_out.final) if "view" in request.GET else None,
        "said": said,
        "threads": talking.threads(said, laid_out.marked.talked),
        **context.facts(request, found),
        "passed": history.passed(found),
        "earlier": history.revised(found) if found.round > 1 else [],
    }
    return show(request, "review", {**facts, **more}, client=found.client, status=status)


def closed_page(request: PortalRequest, found: Review, *, status: int = 200, **more: Any) -> HttpResponse:
    decision = found.decision
    final = decision.text if decision and decision.text else found.text
    said = drafting.said_to(found, request.user)
    facts = {
        **_shared(request, found),
        "decision": decision,
        "newer": found.newer,
        "piece": rendered(final, sink=SINK),
        "comparison": rounds.compare(found, request.GET, final, "Approved text"),
        "said": said,
        "threads": talking.threads(said),
        "findings": history.answers(found, decision),
        "kept": _kept(request, found, final),
    }
    return show(request, "closed", {**facts, **more}, client=found.client, status=status)


def _notes(request: PortalRequest, sitting: Sitting | None) -> dict[str, str]:
    """As they were sent just now, else as they were kept."""
    kept = sitting.form if sitting else {}
    return {
        f"note_{name}": request.POST.get(f"note-{name}", kept.get(f"note-{name}", ""))
        for name in ("changes", "reject")
    }


def _kept(request: PortalRequest, found: Review, final: str) -> str:
    """What this person had written and nobody approved, to copy."""
    mine = drafting.desk_of(found, drafting.mine(found, request.user)).final
    return "" if mine in (found.text, final) else mine


def _compared(request: PortalRequest, found: Review) -> dict[str, Any]:
    decision = found.decision
    if decision and decision.text:
        return {"comparison": rounds.compare(found, request.GET, decision.text, "Approved text")}
    own = drafting.desk_of(found, drafting.mine(found, request.user)).final
    return {"comparison": rounds.compare(found, request.GET, own)}


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
        "may_comment": request.access.may("comment", found.client_id),
        "guests": found.guests.prefetch_related("decisions"),
        "may_invite": request.access.may("invite guests", found.client_id),
        "brief": history.brief(found.run),
        "rounds": history.story(found.run, request.access.is_staff),
        "answered": history.answered(found) if request.access.is_staff else [],
    }


def _waits_to_be_set(request: PortalRequest, laid_out: Desk) -> bool:
    """A long text isn't set at each pause of its writer: that takes seconds, and nobody looks at it meanwhile."""
    types = request.htmx.trigger == "text"  # type: ignore[attr-defined]
    return types and laid_out.is_edited_by_hand and len(laid_out.base) > LONG


def _has_new_base(request: PortalRequest, laid_out: Desk) -> bool:
    """The editor is replaced only where it has to be, so that nobody's typing is."""
    return lines(laid_out.base) != lines(request.POST.get("text", ""))
