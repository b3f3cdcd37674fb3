"""What a guest is shown: the open piece with its form, the closed one, and the question for the code."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from memory.prose import diffing
from memory.prose.rendering import render as rendered
from reviews import approving, codes, company, drafting, history, unheard
from reviews.desk import SINK, Desk
from reviews.models import Comment, Decision, Review
from reviews.models.guest import Guest
from reviews.page import logo_of
from reviews.views.guest_door import GuestRequest


def with_form(request: GuestRequest, **more: Any) -> HttpResponse:
    """The page with its form as it was sent."""
    review = request.guest.review
    if review.state != Review.State.OPEN:
        return closed_page(request, **more)
    desk = Desk.answered(review.text, review.found, request.POST)
    chosen, note = request.POST.get("decision", ""), request.POST.get("note", "")
    return open_page(request, desk, chosen=chosen, note=note, **more)


def as_left(request: GuestRequest, **more: Any) -> HttpResponse:
    """The open piece, with what the guest wanted and didn't confirm."""
    review, asked = request.guest.review, codes.unused(request.guest)
    if asked is None:
        return open_page(request, Desk.fresh(review.text, review.found), **more)
    if asked.kind in (Decision.Kind.APPROVE, Decision.Kind.APPROVE_WITH_EDITS):
        desk = Desk.made(review.text, review.found, asked.text, asked.accepted, asked.dismissed)
        return open_page(request, desk, chosen="approve", **more)
    desk = Desk.fresh(review.text, review.found)
    return open_page(request, desk, chosen=asked.kind, note=asked.note, **more)


def open_page(request: GuestRequest, desk: Desk, *, status: int = 200, **more: Any) -> HttpResponse:
    review = request.guest.review
    since = diffing.diff(review.previous, review.text, sink=SINK) if review.previous else ""
    mine = approving.of(review, request.guest).filter(digest=review.digest)
    counted = approving.standing(review).sentence if mine.exists() else ""
    return _show(request, "review", {"desk": desk, "since": since, "counted": counted, **more}, status)


def closed_page(request: GuestRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    review = request.guest.review
    standing = review.decision
    final = standing.text if standing and standing.text else review.text
    edited = diffing.diff(review.text, final, sink=SINK) if final != review.text else ""
    facts = {
        "decision": standing,
        "is_mine": standing is not None and standing.guest_id == request.guest.pk,
        "piece": rendered(final, sink=SINK),
        "edited": edited,
        "changed": diffing.counted(edited),
        "findings": history.answers(review, standing),
    }
    return _show(request, "closed", {**facts, **more}, status)


def code_page(request: GuestRequest, *, status: int = 200, problem: str = "") -> HttpResponse:
    asked = codes.pending(request.guest)
    if asked is None:
        return redirect("portal:guest", request.guest.pk)
    edited = diffing.diff(request.guest.review.text, asked.text, sink=SINK) if asked.kind == "edit" else ""
    facts = {"asked": asked, "kind": Decision.Kind(asked.kind), "edited": edited, "problem": problem}
    return _show(request, "code", facts, status)


def _show(request: GuestRequest, template: str, facts: dict[str, Any], status: int) -> HttpResponse:
    guest = request.guest
    frame = {
        "brand": guest.client,
        "house": guest.client.name,
        "logo": logo_of(guest.client),
        "guest": guest,
        "review": guest.review,
        "comments": _said(guest),
    }
    return render(request, f"portal/guest/{template}.html", {**frame, **facts}, status=status)


def _said(guest: Guest) -> list[Comment]:
    return unheard.mark(
        drafting.comments_of(guest.review), guest, lambda: company.known_to_guest(guest.review, guest)
    )
