from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from reviews.models import Comment
from reviews.page import PortalRequest, portal
from reviews.views.seeing import seen

LIMIT = 5000  # characters


@require_POST
@portal
def comments(request: PortalRequest, pk: UUID) -> HttpResponse:
    review = seen(request, pk)
    if not request.access.may("comment", review.client_id):
        raise PermissionDenied("Your role reads only.")
    text = request.POST.get("text", "").strip()
    error = "" if 0 < len(text) <= LIMIT else f"Write a comment of up to {LIMIT:,} characters."
    if not error:
        Comment.objects.create(client_id=review.client_id, review=review, by=request.user, text=text)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("portal:review", review.pk)
    facts = {
        "review": review,
        "comments": review.comments.select_related("by", "guest"),
        "may_comment": True,
        "comment_error": error,
    }
    return render(request, "portal/review/comments.html", facts, status=422 if error else 200)
