"""How a client's portal looks: its colour and its logo, with both shown as they will be, by day and by night."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from config.visitor import access_of
from reviews import logos
from reviews.contrast import DARK, LIGHT, WHITE, contrast, readable
from reviews.page import logo_of
from tenants.models import Client, User
from tenants.models.client import COLOUR
from workflows.models.event import record

ABILITY = "manage clients"


@require_http_methods(["GET", "HEAD", "POST"])
def view(request: HttpRequest, pk: int, site: Any) -> HttpResponse:
    """`do`: save, or show what isn't saved yet."""
    client = Client.objects.filter(pk=pk).first()
    if client is None or not access_of(request).may(ABILITY, pk):
        raise Http404
    if request.method != "POST":
        return _page(request, site, client, client.colour)
    colour = request.POST.get("colour", "").strip()
    try:
        COLOUR(colour)
        if request.POST.get("do") == "show":
            return _page(request, site, client, colour)
        _save(request, client, colour)
    except (ValidationError, logos.Refused) as wrong:
        problem = " ".join(wrong.messages) if isinstance(wrong, ValidationError) else str(wrong)
        return _page(request, site, client, client.colour, problem)
    messages.success(request, f"The portal of {client} looks like this now.")
    return redirect("admin:client_portal", client.pk)


def _save(request: HttpRequest, client: Client, colour: str) -> None:
    upload = request.FILES.get("logo")
    if isinstance(upload, UploadedFile):
        logos.keep(client, upload.read(logos.MOST_BYTES + 1))
    elif request.POST.get("without"):
        logos.drop(client)
    client.colour = colour
    client.save(update_fields=["colour"])
    assert isinstance(request.user, User)  # the admin lets nobody else in
    sentence = f"{request.user} changed how the portal looks."
    record(client.pk, "portal.changed", sentence=sentence, by=request.user)


def _page(request: HttpRequest, site: Any, client: Client, colour: str, problem: str = "") -> HttpResponse:
    context = {
        **site.each_context(request),
        "title": "Portal",
        "client": client,
        "colour": colour,
        "button": readable(colour),
        "by_day": readable(colour, LIGHT),
        "by_night": readable(colour, DARK),
        "moved": readable(colour) != colour.lower(),
        "ratio": f"{contrast(colour, WHITE):.1f}",
        "logo": logo_of(client),
        "problem": problem,
        "back": reverse("admin:tenants_client_change", args=[client.pk]),
    }
    return TemplateResponse(request, "admin/clients/portal.html", context, status=422 if problem else 200)
