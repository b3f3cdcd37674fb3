"""For people with several clients: which one they act for now. Only a press of a button changes it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from reviews.models import Review
from reviews.page import PortalRequest, portal, show
from tenants.memberships import access_of
from tenants.models import Client
from tenants.scope import scope


@require_POST
@portal
def choose(request: PortalRequest) -> HttpResponse:
    """Go on as the chosen client's, in its agency. 404 for a client that isn't one of theirs."""
    sent = request.POST.get("client", "")
    wanted = int(sent) if sent.isdecimal() and len(sent) < 19 else 0
    access = access_of(request.user.pk, None, wanted)
    if wanted not in access.clients:
        raise Http404
    request.session["client"], request.session["agency"] = wanted, access.agency
    then = request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(then, {request.get_host()}, request.is_secure())
    return redirect(then if inside else "portal:inbox")


def of_review(request: PortalRequest, pk: UUID) -> Client | None:
    """The other client of theirs whose review this is, if they may see it there."""
    if not request.access.elsewhere:
        return None
    with scope(request.access.elsewhere):
        found = Review.objects.filter(pk=pk).select_related("client").first()
        if found is None:
            return None
        there = access_of(request.user.pk, None, found.client_id)
        return found.client if Review.objects.seen_by(there).filter(pk=pk).exists() else None


def offer(request: PortalRequest, other: Client) -> HttpResponse:
    return show(request, "switch", {"place": "", "other": other, "then": request.get_full_path()})
