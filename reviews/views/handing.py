"""“Hand it over to …”: one piece, to one person who may decide for this client."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from reviews import circle, delegating
from reviews.delegating import Refused
from reviews.page import PortalRequest, portal
from reviews.views.seeing import to_decide


@require_POST
@portal
def hand_over(request: PortalRequest, pk: UUID) -> HttpResponse:
    """`to`: the person's id; 404 for whoever isn't offered."""
    review = to_decide(request, pk)
    chosen = request.POST.get("to", "")
    if not chosen:
        messages.error(request, "Choose to whom you hand the piece over.")
        return redirect("portal:review", pk)
    to = next(
        (user for user in delegating.people(circle.of(review), request.user) if str(user.pk) == chosen), None
    )
    if to is None:
        raise Http404
    try:
        delegating.hand_over(review, to, request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("portal:review", pk)
    messages.success(request, f"Handed over to {to}, who gets a letter. You can still decide on it.")
    return redirect("portal:inbox")
