"""One piece, handed over to one person."""

import pytest
from django.core import mail
from django.test import Client as Browser

from reviews import circle, delegating
from reviews.escalating import escalate_due
from reviews.models import Review
from tenants.access import Role
from tests import bells
from tests.cast import Cast
from tests.reading import html_of
from tests.reviews import stage
from tests.reviews.people import join
from tests.reviews.test_escalating import late
from tests.reviews.visiting import Browse, at, decide
from workflows.models import Event


def letters() -> list[str]:
    """Who got one, since this was asked last."""
    bells.answer("workflows.tasks.drive")
    found = [letter.to[0] for letter in mail.outbox]
    mail.outbox.clear()
    return found


def test_it_asks_one_more_person_who_may_then_decide(ours: Cast, browse: Browse) -> None:
    first, second, legal = join(ours.ours, "first"), join(ours.ours, "second"), join(ours.ours, "legal")
    review = stage.waiting(ours.ours, reviewers=[first.email])
    letters()
    assert decide(browse(legal), review).status_code == 403
    page = browse(first).post(at("hand_over", review.pk), {"to": legal.pk}, follow=True)
    assert "Handed over to Legal" in html_of(page)
    assert letters() == [legal.email]
    assert Event.objects.get(kind="review.handed").sentence == "First handed it over to Legal."
    assert "First handed it over to Legal." in html_of(browse(legal).get(at("review", review.pk)))
    assert {*circle.of(review_of(review)).may.values()} == {first, legal}
    assert circle.of(review_of(review)).refusal(second)
    assert decide(browse(legal), review).status_code == 302
    assert review_of(review).state == "decided"


def review_of(review: Review) -> Review:
    return Review.objects.select_related("client", "run__version__workflow").get(pk=review.pk)


def test_it_is_said_once_and_another_person_gets_a_letter_of_their_own(ours: Cast, reviewer: Browser) -> None:
    editor, legal = ours.ours.editor, join(ours.ours, "legal")
    review = stage.waiting(ours.ours)
    letters()
    for to in (editor, editor, legal):
        reviewer.post(at("hand_over", review.pk), {"to": to.pk})
    assert letters() == [editor.email, legal.email]
    assert Event.objects.filter(kind="review.handed").count() == 2
    assert f"Asked too: {editor.email} and {legal.email}." in html_of(reviewer.get(at("review", review.pk)))


def test_asking_others_later_forgets_nobody(ours: Cast, reviewer: Browser) -> None:
    review = stage.waiting(ours.ours, escalate_hours=24)
    reviewer.post(at("hand_over", review.pk), {"to": ours.ours.editor.pk})
    escalate_due()
    late(review, "escalate_at")
    escalate_due()
    assert review_of(review).also == [ours.ours.editor.email, "@owners"]


@pytest.mark.parametrize("who", ["rival.owner", "rival.reviewer", "ours.reviewer"])
def test_it_goes_to_nobody_of_another_house_and_not_to_oneself(
    ours: Cast, reviewer: Browser, who: str
) -> None:
    house, person = who.split(".")
    review = stage.waiting(ours.ours)
    answer = reviewer.post(at("hand_over", review.pk), {"to": getattr(getattr(ours, house), person).pk})
    assert answer.status_code == 404
    assert review_of(review).also == []


def test_a_reader_is_not_offered_and_what_the_agency_looks_at_first_goes_to_nobody_of_the_client(
    ours: Cast,
) -> None:
    reader = join(ours.ours, "reader", Role.READER)
    review = stage.waiting(ours.ours, who="staff")
    offered = delegating.people(circle.of(review), ours.ours.owner)
    assert offered == [ours.ours.editor] and reader not in offered


@pytest.mark.parametrize("to", ["x", "-1", "9" * 30, "0", "١"])
def test_it_bears_what_no_page_sends(ours: Cast, reviewer: Browser, to: str) -> None:
    review = stage.waiting(ours.ours)
    assert reviewer.post(at("hand_over", review.pk), {"to": to}).status_code == 404
    assert "Choose to whom" in html_of(reviewer.post(at("hand_over", review.pk), {"to": ""}, follow=True))
    decide(reviewer, review)
    late_answer = reviewer.post(at("hand_over", review.pk), {"to": ours.ours.editor.pk}, follow=True)
    assert "doesn’t wait for a decision any more" in html_of(late_answer)
