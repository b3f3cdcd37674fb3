"""A review as the one who asks may see it, or decide on it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from reviews import circle
from reviews.models import Review
from reviews.page import PortalRequest


def seen(request: PortalRequest, pk: UUID) -> Review:
    """404 for what the caller may not see, as for what isn't there."""
    return get_object_or_404(Review.objects.seen_by(request.access).with_names(), pk=pk)


def to_decide(request: PortalRequest, pk: UUID) -> Review:
    """403 with its reason for who may see it but not decide."""
    review = seen(request, pk)
    if not request.access.may(circle.MAY, review.client_id):
        raise PermissionDenied(
            "Your role lets you read pieces, but not decide on them. Deciding is for reviewers."
        )
    refusal = circle.of(review).refusal(request.user) if review.state == Review.State.OPEN else ""
    if refusal:
        raise PermissionDenied(refusal)
    return review
