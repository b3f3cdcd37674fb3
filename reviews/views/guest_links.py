"""The guests of one review: who was asked, what became of it, and asking somebody. For the agency."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from reviews import guests
from reviews.guests import DAYS, Invitation, Refused
from reviews.models import Review
from reviews.models.guest import Guest
from reviews.page import PortalRequest, portal, show
from reviews.views.review import seen

TONES = {"decided": "good", "opened": "brand", "expired": "warn", "unsent": "warn"}


def listed(review: Review) -> list[dict[str, Any]]:
    """Each guest with the state of their link."""
    rows = review.guests.select_related("invited_by").prefetch_related("decisions")
    states = [(guest, guest.state(now())) for guest in rows]
    return [{"guest": guest, "state": state, "tone": TONES.get(state, "")} for guest, state in states]


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def links(request: PortalRequest, pk: UUID) -> HttpResponse:
    review = _review(request, pk)
    if request.method != "POST":
        return _page(request, review)
    form = {name: request.POST.get(name, "") for name in ("name", "email", "days")}
    try:
        guest = guests.invite(review, Invitation.of(**form), request.user)
    except Refused as refused:
        return _page(request, review, form, refused)
    messages.success(request, f"A link for {guest} is on its way.")
    return redirect("portal:guests", review.pk)


@require_POST
@portal
def link(request: PortalRequest, pk: UUID, guest: UUID) -> HttpResponse:
    """`do`: send it again, or take it back."""
    review = _review(request, pk)
    found = get_object_or_404(Guest.objects.select_related("review"), pk=guest, review=review)
    match request.POST.get("do", ""):
        case "send":
            _send(request, found)
        case "revoke":
            guests.revoke(found, request.user)
            messages.success(request, f"The link of {found} opens nothing any more.")
        case _:
            raise Http404
    return redirect("portal:guests", review.pk)


def _send(request: PortalRequest, guest: Guest) -> None:
    try:
        guests.send_again(guest, request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"A new link for {guest} is on its way. The one before it has ended.")


def _review(request: PortalRequest, pk: UUID) -> Review:
    review = seen(request, pk)
    if not request.access.may("invite guests", review.client_id):
        raise PermissionDenied("Only the agency invites guests.")
    return review


def _page(
    request: PortalRequest, review: Review, form: dict[str, str] | None = None, refused: Refused | None = None
) -> HttpResponse:
    facts = {
        "place": "inbox",
        "review": review,
        "guests": listed(review),
        "form": form or {"days": str(DAYS)},
        "wrong": {refused.field: str(refused)} if refused else {},
        "problem": str(refused) if refused and not refused.field else "",
        "may_invite": review.state == Review.State.OPEN and review.audience == Review.Audience.CLIENT,
    }
    return show(request, "guests", facts, client=review.client, status=422 if refused else 200)
