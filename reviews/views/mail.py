"""What somebody is told by e-mail, and when: on a page of their own, and by the link in each letter."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reviews import stopping
from reviews.models import Wishes
from reviews.models.letter import Letter
from reviews.models.wishes import Wish
from reviews.notices import PAYS
from reviews.page import PortalRequest, portal, show
from reviews.posting import wish
from tenants.models.client import timezones

CONCERNS = {  # kind of letter -> who gets any: whoever may do this
    Letter.Kind.WAITING: "decide reviews",
    Letter.Kind.OVERDUE: "decide reviews",
    Letter.Kind.BUDGET: PAYS,
    Letter.Kind.FAILED: "edit workflows",
}
AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def letters(request: PortalRequest) -> HttpResponse:
    kinds = [kind for kind in Letter.Kind if request.access.may(CONCERNS.get(kind, "see"))]
    wishes = Wishes.of(request.user)
    if request.method != "POST":
        return _page(request, kinds, wishes)
    wanted = {kind.value: request.POST.get(kind.value, "") for kind in kinds}
    hour, zone = request.POST.get("hour", ""), request.POST.get("timezone", "")
    if not set(wanted.values()) <= set(Wish.values):
        return _page(request, kinds, wishes, "Choose one answer in each line.")
    if (
        not (hour.isascii() and hour.isdecimal() and len(hour) < 3 and int(hour) < 24)
        or zone not in timezones()
    ):
        return _page(request, kinds, wishes, "Choose an hour and a time zone from the lists.")
    request.user.timezone = zone
    request.user.save(update_fields=["timezone"])
    wish(request.user, {**wishes.kinds, **wanted}, int(hour))
    messages.success(request, "Saved.")
    return redirect("portal:letters")


@csrf_exempt  # a mail program's own button posts here; the signature in the address says who asked
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest) -> HttpResponse:
    """A GET only asks; a POST does it, however often."""
    wanted = stopping.read(request.GET.get("who", ""))
    if wanted is None:
        return render(request, "portal/stop.html", {"unknown": True}, status=404)
    if request.method == "POST":
        stopping.stop(wanted)
    return render(request, "portal/stop.html", {"wanted": wanted, "done": request.method == "POST"})


def _page(
    request: PortalRequest, kinds: list[Letter.Kind], wishes: Wishes, problem: str = ""
) -> HttpResponse:
    facts: dict[str, Any] = {
        "place": "",
        "lines": [(kind, wishes.about(kind)) for kind in kinds],
        "choices": Wish.choices,
        "hours": range(24),
        "hour": wishes.hour,
        "zones": ["UTC", *sorted(zone for zone in timezones() if zone.partition("/")[0] in AREAS)],
        "zone": request.user.timezone,
        "problem": problem,
    }
    return show(request, "letters", facts, status=422 if problem else 200)
