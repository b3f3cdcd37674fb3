"""Who asks for a page of the admin that is no one model's: what they may, whose client they name, what refuses them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from tenants.access import Access
from tenants.ids import numbers
from tenants.models import Client, User


def access_of(request: HttpRequest) -> Access:
    return request.access  # type: ignore[attr-defined, no-any-return]


def person(request: HttpRequest) -> User:
    """Who is signed in: the admin lets nobody else in. The one of tenants.admin.base needs the site to be there."""
    assert isinstance(request.user, User)
    return request.user


def client_of(request: HttpRequest, pk: str) -> Client:
    """A client whom this person sees. Raises Http404."""
    mine = Client.objects.filter(pk__in=access_of(request).clients)
    found = mine.filter(pk__in=numbers([pk])).first()
    if found is None:
        raise Http404
    return found


def refuse(request: HttpRequest, site: Any, ability: str) -> HttpResponse:
    facts = {**site.each_context(request), "title": "Not allowed", "ability": ability}
    return TemplateResponse(request, "admin/refused.html", facts, status=403)
