"""What the page tells while somebody is at it: the draft, the time, what colleagues do meanwhile; and the merge."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from memory.prose import diffing
from reviews import deciding, drafting, merging
from reviews.desk import SINK
from reviews.drafting import Other
from reviews.models import Review
from reviews.page import PortalRequest, portal, show
from reviews.views.seeing import to_decide

TOO_LONG = (
    "Both together are too long for a draft, so yours stays as it was. Up to 200,000 characters are kept."
)


@require_POST
@portal
def sit(request: PortalRequest, pk: UUID) -> HttpResponse:
    review = to_decide(request, pk)
    if request.POST.get("do") == "forget":
        drafting.forget(review, request.user)
        return redirect("portal:review", review.pk)
    kept = drafting.sign(review, request.user, request.POST)
    facts = {
        "review": review,
        "kept": kept,
        "others": drafting.others(review, request.user),
        "over": _over(request, review),
        "news": _news(request, review),
    }
    return render(request, "portal/review/others.html", facts)


@require_http_methods(["GET", "POST"])
@portal
def merge(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Both texts beside the one that they began as. What is chosen becomes the draft of whoever chose."""
    review = to_decide(request, pk)
    other = _other(request, review)
    mine = drafting.desk_of(review, drafting.mine(review, request.user))
    theirs = drafting.desk_of(review, other.sitting)
    parts = merging.parts(review.text, mine.final, theirs.final)
    if request.method == "POST":
        return _merged(request, review, parts, other)
    facts = {
        "place": "inbox",
        "review": review,
        "other": other,
        "parts": _laid_out(parts),
        "clashes": sum(part.is_clash for part in parts),
        "choices": sum(not part.is_settled for part in parts),
    }
    return show(request, "merge", facts, client=review.client)


def _merged(request: PortalRequest, review: Review, parts: list[merging.Part], other: Other) -> HttpResponse:
    if request.POST.get("seen") != _seen(parts):
        messages.warning(request, f"{other.name} or you went on writing. Look at both texts again, please.")
        return redirect(f"{reverse('portal:merge', args=[review.pk])}?with={other.sitting.pk}")
    chosen: dict[int, Any] = {
        number: side
        for number in range(len(parts))
        if (side := request.POST.get(f"part-{number}")) in merging.SIDES
    }
    mine = drafting.desk_of(review, drafting.mine(review, request.user)).after("merge")
    if drafting.replace(review, request.user, merging.merged(parts, chosen), mine.answers).long:
        messages.warning(request, TOO_LONG)
        return redirect("portal:review", review.pk)
    messages.success(
        request, f"Merged with what {other.name} wrote. It is your draft now; read it once more."
    )
    return redirect(f"{reverse('portal:review', args=[review.pk])}#panel-edit")


def _laid_out(parts: list[merging.Part]) -> dict[str, Any]:
    rows = [
        {
            "number": number,
            "part": part,
            "mine": diffing.diff(part.base, part.mine, sink=SINK),
            "theirs": diffing.diff(part.base, part.theirs, sink=SINK),
        }
        for number, part in enumerate(parts)
    ]
    return {"rows": rows, "seen": _seen(parts)}


def _seen(parts: list[merging.Part]) -> str:
    return deciding.digest("\0".join(text for part in parts for text in (part.base, part.mine, part.theirs)))


def _other(request: PortalRequest, review: Review) -> Other:
    wanted = request.GET.get("with") or request.POST.get("with", "")
    found = (other for other in drafting.others(review, request.user) if str(other.sitting.pk) == wanted)
    other = next(found, None)
    if other is None:
        raise Http404
    return other


def _over(request: PortalRequest, review: Review) -> str:
    if review.state == Review.State.OPEN:
        return ""
    standing = review.decision
    return deciding.overtaken(standing, request.user) if standing else deciding.REPLACED


def _news(request: PortalRequest, review: Review) -> int:
    """Comments of others that the page doesn't show yet."""
    last = request.POST.get("last_comment", "")
    known = int(last) if last.isdecimal() and len(last) < 19 else None
    fresh = review.comments.exclude(by=request.user).filter(pk__gt=known) if known is not None else None
    return fresh.count() if fresh is not None else 0
