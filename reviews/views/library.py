from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from memory.prose import markdown
from memory.prose.rendering import render
from reviews.desk import SINK
from reviews.models import Review
from reviews.page import PortalRequest, paged, portal, query, show
from workflows.models import Delivery


@require_safe
@portal
def library(request: PortalRequest) -> HttpResponse:
    words = query(request)
    rows = Delivery.objects.select_related("client", "run__version__workflow")
    for word in words.split():
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return show(request, "library", {"place": "library", "page": paged(request, rows), "query": words})


@require_safe
@portal
def piece(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _piece(pk)
    facts = {
        "place": "library",
        "piece": found,
        "rendered": render(found.text, sink=SINK),
        "html": markdown.html(found.text),
        "review": Review.objects.seen_by(request.access).filter(run_id=found.run_id).last(),
    }
    return show(request, "piece", facts, client=found.client)


@require_safe
@portal
def piece_file(request: PortalRequest, pk: UUID, kind: str) -> HttpResponse:
    """Always a download, never shown by the browser as a page of this site."""
    found = _piece(pk)
    contents = {"md": ("text/markdown", found.text), "html": ("text/html", markdown.html(found.text))}
    if kind not in contents:
        raise Http404
    media, text = contents[kind]
    answer = HttpResponse(text, content_type=f"{media}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_name(found)}.{kind}"'
    return answer


def _piece(pk: UUID) -> Delivery:
    return get_object_or_404(Delivery.objects.select_related("client", "run__version__workflow"), pk=pk)


def _name(found: Delivery) -> str:
    return (
        "".join(letter for letter in found.slug if letter.isascii() and (letter.isalnum() or letter == "-"))
        or "piece"
    )
