"""What a piece was written from, on its review page: a reviewer may stop a passage, the agency may do more."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from memory import uses
from memory.models import Passage
from memory.refusals import Refused
from reviews import history
from reviews.models import Review
from reviews.page import PortalRequest, portal


def facts(request: PortalRequest, review: Review, problem: str = "") -> dict[str, Any]:
    why = history.why(review)
    return {
        "why": why,
        "passages": history.used(why),
        "may_stop": request.access.may("stop passages", review.client_id),
        "may_edit_memory": request.access.may("edit memory", review.client_id),
        "context_problem": problem,
    }


@require_POST
@portal
def use(request: PortalRequest, pk: UUID) -> HttpResponse:
    """`use` is the passage and what to do with it: “12:never”. Only what this piece was written from."""
    review = get_object_or_404(Review.objects.seen_by(request.access).with_names(), pk=pk)
    number, _, wanted = request.POST.get("use", "").partition(":")
    passage = next(
        (line.now for line in history.why(review).lines if line.now and str(line.id) == number), None
    )
    if passage is None or wanted not in Passage.Use.values:
        raise Http404
    if not request.access.may(uses.ability(passage, wanted, request.user), review.client_id):
        raise PermissionDenied("Your role doesn't change what is used.")
    problem = ""
    try:
        uses.decide(passage, wanted, request.user)
    except Refused as refusal:
        problem = refusal.sentence
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('portal:review', args=[review.pk])}#panel-context")
    return render(
        request, "portal/review/context.html", {"review": review, **facts(request, review, problem)}
    )
