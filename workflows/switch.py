"""Pausing and resuming from a page: one form, wherever it stands."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from tenants.models import Client
from workflows import pausing
from workflows.models import Workflow

PAUSED = "“{}” is paused. Runs in hand finish the steps that they are in, then rest."


def turn(request: HttpRequest, what: Workflow | Client, home: str) -> HttpResponse:
    """POST paused=yes or no, and back to the page that it was asked from. Who may has to be asked before."""
    wanted = request.POST.get("paused")
    if request.method != "POST" or wanted not in ("yes", "no"):
        raise Http404
    by = request.user if request.user.is_authenticated else None
    if wanted == "yes":
        pausing.pause(what, by=by)
        messages.success(request, PAUSED.format(what))
    else:
        pausing.resume(what, by=by)
        messages.success(request, f"“{what}” goes on.")
    return redirect(back(request, home))


def back(request: HttpRequest, home: str) -> str:
    """The page of ours that the form names, else `home`."""
    asked = request.POST.get("back", "")
    return asked if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else home
