"""The door for guests: the link in their letter, the cookie that it becomes, and who may look with it.

A GET changes nothing, whoever follows the link first: it only moves the link's token into a cookie of this one page.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from reviews import guests
from reviews.models.guest import Guest
from tenants.logs import about
from tenants.scope import scope

COOKIE = "baton_guest"
View = Callable[..., HttpResponse]


class GuestRequest(HttpRequest):
    guest: Guest


@require_safe
@sensitive_variables()
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The address in the letter. No other address carries the token, and this one is told to nobody."""
    client = guests.client_of(token)
    if client is None:
        return _gone(request)
    with scope([client]):
        guest = guests.holder(token)
    if guest is None:
        return _gone(request)
    home = reverse("portal:guest", args=[guest.pk])
    answer = redirect(home)
    answer.set_cookie(
        COOKIE,
        token,
        expires=guest.expires_at,
        path=home,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return _discreet(answer, "no-referrer")


def as_guest(view: View) -> View:
    """For whoever holds the link of this guest: the request sees its client, and the view this guest's review."""

    @wraps(view)
    @sensitive_variables()
    def guarded(request: GuestRequest, pk: UUID, **kwargs: Any) -> HttpResponse:
        token = request.COOKIES.get(COOKIE, "")
        client = guests.client_of(token) if token else None
        if client is None:
            return _gone(request)
        with scope([client]), about(client=client):
            guest = guests.holder(token, pk)
            if guest is None:
                return _gone(request)
            request.guest = guest
            with timezone.override(ZoneInfo(guest.client.timezone)):
                return _discreet(view(request, guest, **kwargs))

    return guarded


def _gone(request: HttpRequest) -> HttpResponse:
    """The same page for a link that was never there, is another's, was taken back or ran out."""
    return _discreet(render(request, "portal/guest/gone.html", status=404), "no-referrer")


def _discreet(answer: HttpResponse, referrer: str = "same-origin") -> HttpResponse:
    """Kept by nobody on the way. A page with a form can't be without a referrer: browsers then hide where the form
    came from, and it is refused as forged."""
    add_never_cache_headers(answer)
    answer["Referrer-Policy"] = referrer
    return answer
