from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from reviews import claiming, deciding, drafting, typed
from reviews.deciding import Counted, Refused, Wanted
from reviews.desk import Desk
from reviews.models import Decision, Review
from reviews.page import PortalRequest, portal
from reviews.views.around import ahead, next_piece
from reviews.views.review import closed_page, open_page
from reviews.views.seeing import to_decide

MISSING = {
    "changes": "Say in a sentence what should be different.",
    "reject": "Say in a sentence why.",
    "approve": "An empty text can’t be approved.",
}
DONE = {
    "approve": "Approved: {}",
    "edit": "Approved with your edits: {}",
    "changes": "Sent back with your note: {}",
    "reject": "Rejected: {}",
}
COUNTED = "Your approval counts: {}. {}"
PIECE = '<a href="{}" data-decided="{}">{}</a>'  # by the mark the browser forgets what it kept of the piece


@require_POST
@portal
def decision(request: PortalRequest, pk: UUID) -> HttpResponse:
    review = to_decide(request, pk)
    desk = Desk.answered(review.text, review.found, request.POST)
    if held := _warned_too_late(request, review):
        return open_page(request, review, desk, status=409, problem=held)
    wanted = _wanted(request, desk)
    if wanted is None:
        return _asked_again(request, review, desk)
    if "opened" in request.POST:  # the page has measured
        drafting.sign(review, request.user, _spent(request))
    after = ahead(request, pk)
    result = deciding.decide(review.pk, review.run_id, wanted)
    if isinstance(result, Refused):
        return _refused(request, review, desk, result)
    if isinstance(result, Counted) or result.text:
        drafting.forget(review, request.user)  # it is the decision's now
    messages.success(request, _done(review, result))
    return next_piece(request, pk, after)


def _warned_too_late(request: PortalRequest, review: Review) -> str:
    """Somebody else is at it, and the page didn't say so when it was opened: said now, before anything is decided."""
    claim = claiming.by_another(review, request.user)
    if claim is None or review.state != Review.State.OPEN or request.POST.get("despite") == str(claim.by.pk):
        return ""
    return f"{claim.by} took this piece and may be at work on it. Nothing is decided yet: press again to decide anyway."


def _spent(request: PortalRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("opened", "active")}


def _wanted(request: PortalRequest, desk: Desk) -> Wanted | None:
    """None: the form is incomplete."""
    word, seen = request.POST.get("decision", ""), request.POST.get("seen", "")
    note = _note(request, word)
    if typed.too_long(note):
        return None
    if word == "approve" and desk.final.strip():
        return deciding.approval(desk, request.user, seen)
    if word == "changes" and note:
        sent = request.POST.getlist("marked")
        marked = [card.number for card in desk.cards if str(card.number) in sent]
        return deciding.change_request(note, marked, request.user, seen)
    if word == "reject" and note:
        return deciding.rejection(note, request.user, seen)
    return None


def _note(request: PortalRequest, word: str) -> str:
    return typed.note(request.POST.get(f"note-{word}", ""))


def _asked_again(request: PortalRequest, review: Review, desk: Desk) -> HttpResponse:
    if review.state != Review.State.OPEN:
        return closed_page(request, review, status=409, problem=deciding.REPLACED)
    word = request.POST.get("decision", "")
    problem = typed.too_long(_note(request, word)) or MISSING.get(word, "Choose a decision.")
    return open_page(request, review, desk, status=422, problem=problem, note_error=word)


def _refused(request: PortalRequest, review: Review, desk: Desk, refused: Refused) -> HttpResponse:
    """What the person wrote is not lost: it is shown to be copied."""
    review.refresh_from_db()
    kept = desk.final if desk.is_changed else ""
    if review.state == Review.State.OPEN:
        return open_page(request, review, desk, status=409, problem=refused.sentence)
    return closed_page(request, review, status=409, problem=refused.sentence, kept=kept)


def _done(review: Review, decided: Decision | Counted) -> str:
    piece = format_html(PIECE, reverse("portal:review", args=[review.pk]), review.pk, review.title)
    if isinstance(decided, Counted):
        return format_html(COUNTED, piece, decided.sentence)
    by_all = review.is_joint and decided.kind == Decision.Kind.APPROVE_WITH_EDITS  # perhaps of another
    return format_html(DONE["approve" if by_all else decided.kind], piece)
