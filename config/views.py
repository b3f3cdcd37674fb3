"""The front door."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Staff work in the admin, a client's people in the portal."""
    return redirect("admin:index" if request.user.is_staff else "portal:inbox")


def closed(request: HttpRequest) -> HttpResponse:
    """A page of a library that Baton doesn't offer."""
    raise Http404
