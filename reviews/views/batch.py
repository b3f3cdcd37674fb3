"""Approving several pieces: first the list of exactly what would be approved, then a result for each."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from reviews import batch
from reviews.models import Review
from reviews.models.review import ORDER
from reviews.page import PortalRequest, portal, show
from reviews.queue import Queue

NOTHING = "No piece was ticked, so none was approved."


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def approval(request: PortalRequest) -> HttpResponse:
    """GET `piece=id…` asks, POST `piece=id:hash…` approves."""
    asked = Queue.asked(request.GET)
    sent = request.POST if request.method == "POST" else request.GET
    wanted = _pieces(sent.getlist("piece"))
    found = _seen(request, wanted)
    if request.method == "POST" and found:
        results = batch.approve([(review, wanted[review.pk]) for review in found], request.user)
        by_piece = {result.review.pk: result for result in results}
        facts = {"results": [by_piece[review.pk] for review in found], "queue": asked, "place": "inbox"}
        return show(request, "queue/approved", facts)
    if not found:
        messages.warning(request, NOTHING)
        return redirect(_list(asked))
    facts = {"candidates": list(batch.candidates(found, request.user)), "queue": asked, "place": "inbox"}
    return show(request, "queue/approve", facts)


def _pieces(sent: Iterable[str]) -> dict[UUID, str]:
    try:
        return batch.pieces(sent)
    except ValueError:
        raise BadRequest("This list of pieces can’t be read.")


def _seen(request: PortalRequest, wanted: dict[UUID, str]) -> list[Review]:
    """In the order of the list. 404 if one isn't to be seen, as if it weren't there."""
    rows = Review.objects.seen_by(request.access).with_names().select_related("claimed_by")
    found = list(rows.filter(pk__in=wanted).order_by(*ORDER, "pk"))
    if len(found) < len(wanted):
        raise Http404
    return found


def _list(asked: Queue) -> str:
    return f"{reverse('portal:inbox')}?{asked.query}"
