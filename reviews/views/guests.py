"""What a guest sees and does: the piece, their comments, their decision, and the code that confirms it.

A GET changes nothing, whoever follows the link first: it only moves the link's token into a cookie of this one page.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from memory.prose import diffing
from memory.prose.rendering import render as rendered
from reviews import approving, codes, company, deciding, drafting, guests, history, mentions
from reviews.deciding import Counted, Refused, Wanted
from reviews.desk import SINK, Desk
from reviews.models import Comment, Decision, Review
from reviews.models.guest import Guest
from reviews.page import logo_of
from tenants.logs import about
from tenants.scope import scope

COOKIE = "baton_guest"
LIMIT = 5000  # characters of a note or a comment
MOST = 50  # comments of one guest: each is a letter to everybody who takes part
MISSING = {
    "changes": "Say in a sentence what should be different.",
    "reject": "Say in a sentence why.",
    "approve": "An empty text can’t be approved.",
}
View = Callable[..., HttpResponse]


class GuestRequest(HttpRequest):
    guest: Guest


@require_safe
@sensitive_variables()
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The address in the letter. No other address carries the token, and this one is told to nobody."""
    client = guests.client_of(token)
    if client is None:
        return _gone(request)
    with scope([client]):
        guest = guests.holder(token)
    if guest is None:
        return _gone(request)
    home = reverse("portal:guest", args=[guest.pk])
    answer = redirect(home)
    answer.set_cookie(
        COOKIE,
        token,
        expires=guest.expires_at,
        path=home,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return _discreet(answer, "no-referrer")


def as_guest(view: View) -> View:
    """For whoever holds the link of this guest: the request sees its client, and the view this guest's review."""

    @wraps(view)
    @sensitive_variables()
    def guarded(request: GuestRequest, pk: UUID, **kwargs: Any) -> HttpResponse:
        token = request.COOKIES.get(COOKIE, "")
        client = guests.client_of(token) if token else None
        if client is None:
            return _gone(request)
        with scope([client]), about(client=client):
            guest = guests.holder(token, pk)
            if guest is None:
                return _gone(request)
            request.guest = guest
            with timezone.override(ZoneInfo(guest.client.timezone)):
                return _discreet(view(request, guest, **kwargs))

    return guarded


@require_safe
@as_guest
def page(request: GuestRequest, guest: Guest) -> HttpResponse:
    if guest.review.state == Review.State.OPEN:
        return _as_left(request)
    return _closed(request)


@require_POST
@as_guest
def opened(request: GuestRequest, guest: Guest) -> HttpResponse:
    """The page says that somebody looks at it; a scanner that only reads pages doesn't."""
    guests.opened(guest)
    return HttpResponse(status=204)


@require_POST
@as_guest
def decision(request: GuestRequest, guest: Guest) -> HttpResponse:
    """`go` is what to do with the form: show the piece with the edits, or ask for the code."""
    review = guest.review
    desk = Desk.answered(review.text, review.found, request.POST)
    if review.state != Review.State.OPEN:
        return _closed(request, status=409, problem=deciding.REPLACED if not review.decision else "")
    if request.POST.get("go") == "show":
        return _open(request, desk, note=request.POST.get("note", ""))
    word, note = request.POST.get("decision", ""), request.POST.get("note", "").strip()[:LIMIT]
    wanted = _wanted(desk, guest, word, note, request.POST.get("seen", ""))
    if wanted is None:
        problem = MISSING.get(word, "Choose what should happen with the piece.")
        return _open(request, desk, status=422, problem=problem, chosen=word, note=note)
    if wanted.seen != review.digest:
        return _open(request, desk, status=409, problem=deciding.CHANGED, chosen=word, note=note)
    if codes.ask(guest, wanted) is None:
        return _open(request, desk, status=429, problem=codes.TOO_MANY, chosen=word, note=note)
    return redirect("portal:guest_code", guest.pk)


@as_guest
def code(request: GuestRequest, guest: Guest) -> HttpResponse:
    if request.method != "POST":
        return _ask_code(request) if codes.pending(guest) else redirect("portal:guest", guest.pk)
    result = codes.confirm(guest, request.POST.get("code", "")[:20])
    if isinstance(result, Decision | Counted):
        return redirect("portal:guest", guest.pk)
    guest.review.refresh_from_db()
    if isinstance(result, Refused):
        return _closed(request, status=409, problem=result.sentence)
    if not result.over:
        return _ask_code(request, status=422, problem=result.sentence)
    if guest.review.state != Review.State.OPEN:
        return redirect("portal:guest", guest.pk)
    return _as_left(request, status=422, problem=result.sentence)


@require_POST
@as_guest
def comment(request: GuestRequest, guest: Guest) -> HttpResponse:
    """Sent with the form of the decision: what was answered and written there stays as it was."""
    text, review = request.POST.get("comment", "").strip(), guest.review
    if error := _unsayable(guest, text):
        return _still(request, status=422, comment_error=error, comment=text)
    if not review.comments.filter(guest=guest, text=text).exists():  # sent twice is said once
        with transaction.atomic():
            said = Comment.objects.create(client_id=review.client_id, review=review, guest=guest, text=text)
            mentions.keep(said, company.known_to_guest(review, guest))
    if review.state == Review.State.OPEN and "text" in request.POST:
        return _still(request)
    return redirect(reverse("portal:guest", args=[guest.pk]) + "#comments")


def _unsayable(guest: Guest, text: str) -> str:
    """ "" or why this comment isn't taken."""
    if not 0 < len(text) <= LIMIT:
        return f"Write a comment of up to {LIMIT:,} characters."
    if Comment.objects.filter(review=guest.review, guest=guest).count() >= MOST:
        return f"You have written {MOST} comments here. Put the rest into the note of your decision."
    return ""


def _wanted(desk: Desk, guest: Guest, word: str, note: str, seen: str) -> Wanted | None:
    """None: something is missing."""
    if word == "approve" and desk.final.strip():
        return deciding.approval(desk, guest, seen)
    if word == "changes" and note:
        marked = [card.number for card in desk.cards if card.answer != "dismiss"]
        return deciding.change_request(note, marked, guest, seen)
    if word == "reject" and note:
        return deciding.rejection(note, guest, seen)
    return None


def _still(request: GuestRequest, **more: Any) -> HttpResponse:
    """The page with its form as it was sent."""
    review = request.guest.review
    if review.state != Review.State.OPEN:
        return _closed(request, **more)
    desk = Desk.answered(review.text, review.found, request.POST)
    chosen, note = request.POST.get("decision", ""), request.POST.get("note", "")
    return _open(request, desk, chosen=chosen, note=note, **more)


def _as_left(request: GuestRequest, **more: Any) -> HttpResponse:
    """The open piece, with what the guest wanted and didn't confirm."""
    review, asked = request.guest.review, codes.unused(request.guest)
    if asked is None:
        return _open(request, Desk.fresh(review.text, review.found), **more)
    if asked.kind in (Decision.Kind.APPROVE, Decision.Kind.APPROVE_WITH_EDITS):
        desk = Desk.made(review.text, review.found, asked.text, asked.accepted, asked.dismissed)
        return _open(request, desk, chosen="approve", **more)
    desk = Desk.fresh(review.text, review.found)
    return _open(request, desk, chosen=asked.kind, note=asked.note, **more)


def _open(request: GuestRequest, desk: Desk, *, status: int = 200, **more: Any) -> HttpResponse:
    review = request.guest.review
    since = diffing.diff(review.previous, review.text, sink=SINK) if review.previous else ""
    mine = approving.of(review, request.guest).filter(digest=review.digest)
    counted = approving.standing(review).sentence if mine.exists() else ""
    return _show(request, "review", {"desk": desk, "since": since, "counted": counted, **more}, status)


def _closed(request: GuestRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    review = request.guest.review
    standing = review.decision
    final = standing.text if standing and standing.text else review.text
    edited = diffing.diff(review.text, final, sink=SINK) if final != review.text else ""
    facts = {
        "decision": standing,
        "is_mine": standing is not None and standing.guest_id == request.guest.pk,
        "piece": rendered(final, sink=SINK),
        "edited": edited,
        "changed": diffing.counted(edited),
        "findings": history.answers(review, standing),
    }
    return _show(request, "closed", {**facts, **more}, status)


def _ask_code(request: GuestRequest, *, status: int = 200, problem: str = "") -> HttpResponse:
    asked = codes.pending(request.guest)
    if asked is None:
        return redirect("portal:guest", request.guest.pk)
    edited = diffing.diff(request.guest.review.text, asked.text, sink=SINK) if asked.kind == "edit" else ""
    facts = {"asked": asked, "kind": Decision.Kind(asked.kind), "edited": edited, "problem": problem}
    return _show(request, "code", facts, status)


def _show(request: GuestRequest, template: str, facts: dict[str, Any], status: int) -> HttpResponse:
    guest = request.guest
    frame = {
        "brand": guest.client,
        "house": guest.client.name,
        "logo": logo_of(guest.client),
        "guest": guest,
        "review": guest.review,
        "comments": drafting.comments_of(guest.review),
    }
    return render(request, f"portal/guest/{template}.html", {**frame, **facts}, status=status)


def _gone(request: HttpRequest) -> HttpResponse:
    """The same page for a link that was never there, is another's, was taken back or ran out."""
    return _discreet(render(request, "portal/guest/gone.html", status=404), "no-referrer")


def _discreet(answer: HttpResponse, referrer: str = "same-origin") -> HttpResponse:
    """Kept by nobody on the way. A page with a form can't be without a referrer: browsers then hide where the form
    came from, and it is refused as forged."""
    add_never_cache_headers(answer)
    answer["Referrer-Policy"] = referrer
    return answer
