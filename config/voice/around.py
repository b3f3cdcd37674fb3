"""What the pages of a brand voice share: whose voice it is, who may change it, and the pieces to try it on."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from memory.models import Document, Kind
from tenants.access import Access
from tenants.models import Client, User
from workflows.models import Run

ABILITY = "edit memory"
OFFERED = 8  # past pieces
CHOSEN = 2  # of them, to begin with


def access(request: HttpRequest) -> Access:
    return request.access  # type: ignore[attr-defined, no-any-return]


def person(request: HttpRequest) -> User:
    """Who is signed in: the admin lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def voice_of(request: HttpRequest, pk: int) -> Document:
    """The document, if this person may see it and it is a voice. Raises Http404."""
    found = Document.objects.filter(pk=pk, kind=Kind.VOICE, client_id__in=access(request).clients)
    document = found.select_related("client").first()
    if document is None:
        raise Http404
    return document


def client_of(request: HttpRequest, pk: str) -> Client:
    mine = Client.objects.filter(pk__in=access(request).clients)
    found = mine.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None
    if found is None:
        raise Http404
    return found


def uuids(texts: Iterable[str]) -> list[UUID]:
    """What of an address or a form is an id of a run."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def may_edit(request: HttpRequest, client_id: int) -> bool:
    return access(request).may(ABILITY, client_id)


def past_runs(client_id: int) -> QuerySet[Run]:
    """Those that came to their end, newest first: their briefs are there to be tried again."""
    done = Run.objects.filter(client_id=client_id, state=Run.State.DONE, version__steps__kind="generate")
    return done.select_related("version__workflow").order_by("-created_at").distinct()


def refuse(request: HttpRequest, site: Any) -> HttpResponse:
    facts = {**site.each_context(request), "title": "Not allowed", "ability": ABILITY}
    return TemplateResponse(request, "admin/refused.html", facts, status=403)
