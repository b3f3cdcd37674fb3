from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from reviews.models import Decision, Review
from reviews.page import PortalRequest, paged, portal, query, show


@require_safe
@portal
def inbox(request: PortalRequest) -> HttpResponse:
    """Flagged pieces first, then by due date."""
    words = query(request)
    page = paged(request, Review.objects.open().seen_by(request.access).containing(words).with_names())
    facts = {
        "place": "inbox",
        "page": page,
        "query": words,
        "flagged": [review for review in page if review.flagged],
        "unflagged": [review for review in page if not review.flagged],
        "library_url": reverse("portal:library"),
    }
    return show(request, "inbox", facts)


@require_safe
@portal
def decided(request: PortalRequest) -> HttpResponse:
    words = query(request)
    reviews = Review.objects.seen_by(request.access).containing(words)
    rows = Decision.objects.filter(review__in=reviews).select_related(
        "client", "by", "guest", "review__run__version__workflow"
    )
    return show(request, "decided", {"place": "inbox", "page": paged(request, rows), "query": words})
