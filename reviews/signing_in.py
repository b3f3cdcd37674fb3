"""Where somebody goes who isn't signed in, or isn't any more, or whose form can't be taken any more."""

from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

REVIEW = "portal/reviews/<uuid:pk>/"


def asked(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and from there to the page that the request came from. A script gets 401: it must not
    take the sign-in page for the part of its own page that it asked for. Where it only asked, the whole page goes."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect_to_login(_page(request))
    answer = HttpResponse("You are signed out. Reload the page.", status=401, content_type="text/plain")
    if request.method == "GET":
        answer["HX-Refresh"] = "true"
    return answer


def _page(request: HttpRequest) -> str:
    """What a form is sent to is no page, and most such addresses can't be opened."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    if piece := _piece(request):
        return piece
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return urlsplit(came_from).path
    return reverse("portal:inbox")


def out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The browser's cookies are gone, or the form was made before somebody signed in anew (CSRF_FAILURE_VIEW)."""
    kept = "opened" in request.POST  # the page has measured, so its script ran, which keeps the words as well
    return render(request, "403_csrf.html", {"piece": _piece(request), "kept": kept}, status=403)


def _piece(request: HttpRequest) -> str:
    """The page of the review whose form it was, if it was one's."""
    match = request.resolver_match
    if match is None or not match.route.startswith(REVIEW):
        return ""
    return reverse("portal:review", args=[match.kwargs["pk"]])
