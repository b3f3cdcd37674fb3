"""What all portal pages share: who may look, whose colours, whose time zone, how many pieces wait."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from reviews import signing_in
from reviews.models import Logo, Review
from tenants.access import Access
from tenants.models import Agency, Client, User
from tenants.scope import scope

View = Callable[..., HttpResponse]
PAGE = 25


class PortalRequest(HttpRequest):
    """What `portal` hands to a view: somebody signed in, with access to at least one client."""

    access: Access
    user: User  # type: ignore[assignment]


def portal(view: View) -> View:
    """For people with a client to look at; times are shown in their zone."""

    @wraps(view)
    def guarded(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return signing_in.asked(request)
        if not request.access.clients:
            raise PermissionDenied("You have no access to any client yet. Ask your agency.")
        with timezone.override(_zone(request)):
            return view(request, *args, **kwargs)

    return guarded


def show(
    request: PortalRequest,
    template: str,
    facts: dict[str, Any],
    *,
    client: Client | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page in the house style: of `client` where the page is about one, else of whoever is signed in."""
    return render(request, f"portal/{template}.html", {**_frame(request, client), **facts}, status=status)


def paged(request: HttpRequest, rows: QuerySet) -> Page:
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def query(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:200]


def logo_of(client: Client | None) -> Logo | None:
    """Without its picture, which has an address of its own."""
    return Logo.objects.filter(client=client).defer("content").first() if client else None


def _frame(request: PortalRequest, client: Client | None) -> dict[str, Any]:
    access = request.access
    many = len(access.clients) > 1
    brand = client or (None if many else Client.objects.first())
    agency = Agency.objects.first() if many else None
    open_reviews = Review.objects.open().seen_by(access)
    counted = open_reviews.aggregate(waiting=Count("pk"), waiting_flagged=Count("pk", filter=Q(flagged=True)))
    return {
        **counted,
        "brand": brand,
        "logo": None if many else logo_of(brand),
        "house": agency.name if agency else brand.name if brand else "",
        "many_clients": many,
        "may_start": access.may("start runs"),
        "shows_handoff": access.is_staff or _shows_handoff(brand),
        "other_clients": _others(access),
    }


def _shows_handoff(brand: Client | None) -> bool:
    return brand.shows_handoff if brand else Client.objects.filter(shows_handoff=True).exists()


def _others(access: Access) -> list[Client]:
    """The clients that this person could switch to, which are outside of the scope of this request."""
    if not access.elsewhere:
        return []
    with scope(access.elsewhere):
        return list(Client.objects.order_by("name"))


def _zone(request: PortalRequest) -> ZoneInfo:
    """The person's own zone; who has never chosen one gets that of the only client they see."""
    own = request.user.timezone  # type: ignore[union-attr]
    if own == "UTC" and len(request.access.clients) == 1:
        own = Client.objects.values_list("timezone", flat=True).get()
    return ZoneInfo(own)
