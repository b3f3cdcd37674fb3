"""What a letter says, read from the rows at the moment it is sent: for the letter alone, and as a line of a digest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from reviews import circle, failing, mentions
from reviews.mailing import REASONS, recipients
from reviews.models import Comment, Review
from reviews.models.letter import Letter
from tenants import scripts
from tenants.ids import uuids
from tenants.memberships import access_of
from tenants.models import Client, User
from workflows import budgets
from workflows.models import Delivery

Kind = Letter.Kind
PAYS = "manage clients"  # who is told about budgets
SAID = 200  # characters of a comment


@dataclass(frozen=True)
class Notice:
    kind: str
    client: Client
    title: str
    sentence: str
    address: str
    action: str  # what the link says
    review: Review | None = None  # that waits, with its findings
    why: str = ""  # why this person is asked now
    instead_of: User | None = None  # who is away


def notice(letter: Letter) -> Notice | None:
    """Inside the letter's client. None: it is no longer so, or no longer this person's business."""
    access = access_of(letter.to_id, None, letter.client_id)
    if not letter.to.is_active or not access.may("see", letter.client_id):
        return None
    return READERS[letter.kind](letter)


def _waiting(letter: Letter) -> Notice | None:
    review = _review(letter.about)
    why = letter.occasion.partition(":")[0]
    if review is None or review.state != Review.State.OPEN:
        return None
    deciders = circle.of(review)
    if letter.to not in recipients(review, why, deciders):
        return None
    late = "It is overdue. " if letter.kind == Kind.OVERDUE else ""
    count = len(review.findings)
    found = f"{count} finding{'' if count == 1 else 's'}" if count else "passed all its checks"
    sentence = f"{late}{'Flagged: ' if review.flagged else ''}{found}."
    return Notice(
        letter.kind,
        review.client,
        review.title,
        sentence[:1].upper() + sentence[1:],
        _address("review", review.pk),
        "Read and decide",
        review,
        REASONS.get(why, ""),
        deciders.instead_of.get(letter.to_id),
    )


def _comment(letter: Letter) -> Notice | None:
    if not letter.about.isdecimal():
        return None
    said = Comment.objects.filter(pk=int(letter.about)).select_related("by", "guest").first()
    review = _review(str(said.review_id)) if said else None
    access = access_of(letter.to_id, None, letter.client_id)
    if said is None or review is None or not Review.objects.seen_by(access).filter(pk=review.pk).exists():
        return None
    words = " ".join(mentions.plain(said).split())
    words = words if len(words) <= SAID else words[:SAID].rsplit(" ", 1)[0] + " …"
    asks = " asks you" if letter.kind == Kind.MENTION else ""
    address = _address("review", review.pk) + f"#comment-{said.pk}"
    sentence = f"{mentions.name_of(said)}{asks}: “{words}”"
    return Notice(letter.kind, review.client, review.title, sentence, address, "Read and answer")


def _piece(letter: Letter) -> Notice | None:
    pieces = Delivery.objects.filter(pk__in=uuids([letter.about]))
    found = pieces.select_related("client", "run__version__workflow").first()
    if found is None:
        return None
    sentence = f"{found.get_approved_by_display()}: {scripts.length(found.text)}."
    address = _address("piece", found.pk)
    return Notice(letter.kind, found.client, found.title, sentence, address, "Open it in the library")


def _budget(letter: Letter) -> Notice | None:
    """How far it is used now, if it is that month still, and this person is still told of it."""
    if not access_of(letter.to_id, None, letter.client_id).may(PAYS, letter.client_id):
        return None
    budget = budgets.of([letter.client_id]).get(letter.client_id)
    if budget is None or budget.month.key != letter.about:
        return None
    first = "Until the month ends, its steps ask the route “cheap”. " if budget.degrades else ""
    sentence = (
        f"So far it is {budget.told}. {first}When it is met, no call is sent any more: runs that need one stop, and "
        f"can be resumed when you raise the budget, or on {budget.month.end:%-d %B}."
    )
    title = f"{budget.percent} % of the budget for {budget.month} is used"
    address = settings.SITE_URL + reverse("admin:tenants_client_change", args=[letter.client_id])
    client = Client.objects.get(pk=letter.client_id)
    return Notice(letter.kind, client, title, sentence, address, "Look at the budget")


def _failed(letter: Letter) -> Notice | None:
    """What still stands there of that hour; nothing once it was taken up again."""
    runs = failing.of_hour(letter.about, letter.occasion)
    if not runs:
        return None
    last, workflow = runs[0], runs[0].version.workflow
    said = f"“{last.title}”: {last.sentence}"
    address = reverse("admin:workflows_run_change", args=[last.pk])
    if len(runs) > 1:
        said = f"{len(runs)} runs did not get to their end. The last, {said}"
        address = f"{reverse('admin:workflows_run_changelist')}?workflow={workflow.pk}"
    sentence = f"{said} If more of them fail within the hour, no other e-mail comes."
    return Notice(
        letter.kind, workflow.client, workflow.name, sentence, settings.SITE_URL + address, "See what to do"
    )


def _review(pk: str) -> Review | None:
    return Review.objects.with_names().filter(pk__in=uuids([pk])).first()


def _address(name: str, pk: object) -> str:
    return settings.SITE_URL + reverse(f"portal:{name}", args=[pk])


READERS: Mapping[str, Callable[[Letter], Notice | None]] = {
    Kind.WAITING: _waiting,
    Kind.OVERDUE: _waiting,
    Kind.MENTION: _comment,
    Kind.COMMENT: _comment,
    Kind.PIECE: _piece,
    Kind.BUDGET: _budget,
    Kind.FAILED: _failed,
}
