"""What the review page shows around the piece: its place in the queue, who is at work on it, who decides."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from reviews import approving, circle, claiming, delegating, escalating
from reviews.models import Review
from reviews.page import PortalRequest, portal
from reviews.queue import FAR, Queue, around
from reviews.views.seeing import to_decide
from workflows.engine import circle as words


def facts(request: PortalRequest, found: Review) -> dict[str, Any]:
    asked = Queue.asked(request.GET)
    deciders = circle.of(found)
    refusal = deciders.refusal(request.user)
    may_decide = request.access.may("decide reviews", found.client_id) and not refusal
    standing = approving.standing(found) if found.is_joint else None
    return {
        "queue": asked,
        "around": around(asked, request.access, request.user, found.pk),
        "claim": claiming.of(found),
        "claimed_by_another": claiming.by_another(found, request.user),
        "circle": deciders,
        "instead_of": deciders.instead_of.get(request.user.pk),
        "standing": standing,
        "approved": bool(standing and request.user.pk in standing.people),
        "too_few": len(deciders.may) if standing and _is_out_of_reach(standing, deciders) else 0,
        "later": escalating.announced(found),
        "refusal": refusal,
        "may_decide": may_decide,
        "heirs": delegating.people(deciders, request.user) if may_decide else [],
        "handed": words.said(found.also) if found.also and not found.reviewers else "",
    }


def _is_out_of_reach(standing: approving.Standing, deciders: circle.Circle) -> bool:
    """More approvals are missing than there are people left to give them."""
    return standing.missing > len(set(deciders.may) - standing.people)


def ahead(request: PortalRequest, pk: UUID) -> list[UUID]:
    """What is to be decided after this piece, as the person looks at the queue: what follows it, then from the top. Ask
    before it is decided: after that it is in no queue."""
    rows = Queue.asked(request.GET).rows(request.access, request.user)
    found: list[UUID] = list(rows.values_list("pk", flat=True)[:FAR])
    at = found.index(pk) if pk in found else -1
    return [*found[at + 1 :], *found[: max(at, 0)]]


def next_piece(request: PortalRequest, done: UUID, ahead: Sequence[UUID]) -> HttpResponseRedirect:
    """To the first of these that still waits for this person; to the list after the last."""
    asked = Queue.asked(request.GET)
    waiting = asked.rows(request.access, request.user).with_names().in_bulk(list(ahead)[:AHEAD])
    for review in filter(None, map(waiting.get, ahead)):
        if (
            review.pk != done
            and not circle.of(review).refusal(request.user)
            and not _approved(request, review)
        ):
            return _to(reverse("portal:review", args=[review.pk]), asked)
    return _to(reverse("portal:inbox"), asked)


AHEAD = 25  # pieces that are looked at for one that the person may decide


def _approved(request: PortalRequest, review: Review) -> bool:
    return review.is_joint and request.user.pk in approving.standing(review).people


def _to(address: str, asked: Queue) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{address}?{asked.query}" if asked.query else address)


@require_POST
@portal
def claim(request: PortalRequest, pk: UUID) -> HttpResponse:
    """`hold`: yes or no; `over`: whom the page showed as holding it."""
    found = to_decide(request, pk)
    if request.POST.get("hold") == "no":
        claiming.release(found, request.user)
    else:
        over = request.POST.get("over", "")
        claiming.take(found, request.user, int(over) if over.isdecimal() and len(over) < 19 else None)
    asked = Queue.asked(request.GET)
    if request.POST.get("back") == "list":
        return _to(reverse("portal:inbox"), asked)
    return _to(reverse("portal:review", args=[pk]), asked)
