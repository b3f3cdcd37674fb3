from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from reviews import mentions
from reviews.models import Decision, Review, SavedView
from reviews.page import PortalRequest, paged, portal, query, show
from reviews.queue import Queue, filters, rows


@require_safe
@portal
def inbox(request: PortalRequest) -> HttpResponse:
    """Flagged pieces first, then by due date. htmx gets the list alone."""
    asked = Queue.asked(request.GET)
    waiting = asked.rows(request.access, request.user).with_names().with_count_of_flagged()
    with_people = waiting.select_related("claimed_by").prefetch_related(
        "approvals__by", "approvals__instead_of"
    )
    page = paged(request, with_people)
    found = rows(list(page), request.user)
    all_flagged = found[0].review.all_flagged if found else 0
    facts = {
        "place": "inbox",
        "page": page,
        "queue": asked,
        "query": asked.q,
        "filters": list(filters(asked, request.access)),
        "views": SavedView.objects.filter(user=request.user),
        "many_clients": len(request.access.clients) > 1,
        "may_decide": request.access.may("decide reviews"),
        "flagged": [row for row in found if row.review.flagged],
        "unflagged": [row for row in found if not row.review.flagged],
        "all_flagged": all_flagged,
        "all_unflagged": page.paginator.count - all_flagged,
        "library_url": reverse("portal:library"),
    }
    if request.htmx:  # type: ignore[attr-defined]
        answer = render(request, "portal/queue/list.html", facts)
    else:
        answer = show(request, "inbox", {**facts, "asked": mentions.waiting(request.access, request.user)})
    patch_vary_headers(answer, ["HX-Request"])
    return answer


@require_safe
@portal
def decided(request: PortalRequest) -> HttpResponse:
    words = query(request)
    reviews = Review.objects.seen_by(request.access).containing(words)
    rows = Decision.objects.filter(review__in=reviews).select_related(
        "client", "by", "guest", "review__run__version__workflow"
    )
    return show(request, "decided", {"place": "inbox", "page": paged(request, rows), "query": words})
