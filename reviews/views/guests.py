"""What a guest does: looks at the piece, comments, decides, and confirms it with the code."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from reviews import codes, company, deciding, guests, mentions, talking, typed
from reviews.deciding import Counted, Refused, Wanted
from reviews.desk import Desk
from reviews.models import Comment, Decision, Review
from reviews.models.guest import Guest
from reviews.views.guest_door import GuestRequest, as_guest
from reviews.views.guest_page import as_left, closed_page, code_page, open_page, with_form

MOST = 50  # comments of one guest: each is a letter to everybody who takes part
MISSING = {
    "changes": "Say in a sentence what should be different.",
    "reject": "Say in a sentence why.",
    "approve": "An empty text can’t be approved.",
}


@require_safe
@as_guest
def page(request: GuestRequest, guest: Guest) -> HttpResponse:
    if guest.review.state == Review.State.OPEN:
        return as_left(request)
    return closed_page(request)


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
        return closed_page(request, status=409, problem=deciding.REPLACED if not review.decision else "")
    if request.POST.get("go") == "show":
        return open_page(request, desk, note=request.POST.get("note", ""))
    word, note = request.POST.get("decision", ""), typed.note(request.POST.get("note", ""))
    wanted = _wanted(desk, guest, word, note, request.POST.get("seen", ""))
    if wanted is None or typed.too_long(note):
        problem = typed.too_long(note) or MISSING.get(word, "Choose what should happen with the piece.")
        return open_page(request, desk, status=422, problem=problem, chosen=word, note=note)
    if wanted.seen != review.digest:
        return open_page(request, desk, status=409, problem=deciding.CHANGED, chosen=word, note=note)
    if codes.ask(guest, wanted) is None:
        return open_page(request, desk, status=429, problem=codes.TOO_MANY, chosen=word, note=note)
    return redirect("portal:guest_code", guest.pk)


@as_guest
def code(request: GuestRequest, guest: Guest) -> HttpResponse:
    if request.method != "POST":
        return code_page(request) if codes.pending(guest) else redirect("portal:guest", guest.pk)
    result = codes.confirm(guest, request.POST.get("code", "")[:20])
    if isinstance(result, Decision | Counted):
        return redirect("portal:guest", guest.pk)
    guest.review.refresh_from_db()
    if isinstance(result, Refused):
        return closed_page(request, status=409, problem=result.sentence)
    if not result.over:
        return code_page(request, status=422, problem=result.sentence)
    if guest.review.state != Review.State.OPEN:
        return redirect("portal:guest", guest.pk)
    return as_left(request, status=422, problem=result.sentence)


@require_POST
@as_guest
def comment(request: GuestRequest, guest: Guest) -> HttpResponse:
    """Sent with the form of the decision: what was answered and written there stays as it was."""
    text, review = typed.note(request.POST.get("comment", "")), guest.review
    if error := _unsayable(guest, text):
        return with_form(request, status=422, comment_error=error, comment=text)
    if not review.comments.filter(guest=guest, text=text).exists():  # sent twice is said once
        with transaction.atomic():
            said = Comment.objects.create(client_id=review.client_id, review=review, guest=guest, text=text)
            mentions.keep(said, company.known_to_guest(review, guest))
    if review.state == Review.State.OPEN and "text" in request.POST:
        return with_form(request, said=True)
    return redirect(reverse("portal:guest", args=[guest.pk]) + "#comments")


def _unsayable(guest: Guest, text: str) -> str:
    """ "" or why this comment isn't taken."""
    if not 0 < len(text) <= typed.NOTE:
        return talking.EMPTY
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
