"""Comments of a review. `do` is empty for a new one, else the comment and what to do with it: “12:resolve”."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from reviews import company, drafting, mentions, talking
from reviews.models import Comment, Review
from reviews.page import PortalRequest, portal
from reviews.views.seeing import seen
from tenants.ids import numbers


@require_http_methods(["GET", "POST"])
@portal
def comments(request: PortalRequest, pk: UUID) -> HttpResponse:
    review = seen(request, pk)
    may = request.access.may("comment", review.client_id)
    error, at = "", 0
    if request.method == "POST":
        if not may:
            raise PermissionDenied("Your role reads only.")
        error, at = _done(request, review)
    if not request.htmx:  # type: ignore[attr-defined]
        if error:
            messages.error(request, error)
        return redirect(f"{reverse('portal:review', args=[review.pk])}#panel-comments")
    facts = {**listed(request, review, may), "comment_error": error, "error_at": at}
    answer = render(request, "portal/review/comments_swap.html", facts, status=422 if error else 200)
    mentions.seen(review, request.user)
    if request.method == "POST" and not error:
        answer["HX-Trigger-After-Settle"] = "commented"
    return answer


@require_safe
@portal
def people(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Whom a comment could ask, as options of a list: those who may see this review and whose name begins like `q`."""
    review = seen(request, pk)
    if not request.access.may("comment", review.client_id):
        raise PermissionDenied("Your role reads only.")
    found = company.offered(review, request.user, request.GET.get("q", "")[:60])
    return render(request, "portal/review/people.html", {"people": found})


def listed(request: PortalRequest, review: Review, may: bool) -> dict[str, Any]:
    said = drafting.said_to(review, request.user)
    sitting = drafting.mine(review, request.user)
    anchored = drafting.desk_of(review, sitting, drafting.talk(said)).marked.talked
    return {"review": review, "threads": talking.threads(said, anchored), "said": said, "may_comment": may}


def _done(request: PortalRequest, review: Review) -> tuple[str, int]:
    """What is wrong, and at which comment."""
    number, _, verb = request.POST.get("do", "").partition(":")
    asked = request.POST.getlist("asked")
    if not number:
        turn = request.POST.get("turn", "")
        place = int(turn) if turn.isdecimal() and len(turn) < 6 else 0
        quote = request.POST.get("quote", "")
        text = request.POST.get("text", "")
        return talking.say(review, request.user, text, quote, place, asked=asked), 0
    comment = _comment(review, number)
    if verb not in talking.VERBS:
        raise Http404
    text = talking.texts(verb, comment.pk, request.POST)
    return talking.change(comment, request.user, verb, text, asked), comment.pk


def _comment(review: Review, number: str) -> Comment:
    found = review.comments.filter(pk__in=numbers([number])).first()
    if found is None:
        raise Http404
    return found
