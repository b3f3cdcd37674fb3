from datetime import timedelta

from django.core import mail
from django.utils.timezone import now

from reviews.models import Review
from reviews.reminding import remind_overdue
from tenants.scope import scope
from tests import bells
from tests.cast import Cast
from tests.reviews import stage

DRIVE = "workflows.tasks.drive"


def overdue(review: Review) -> Review:
    """Its run rests, as the runner leaves it, and its time is up."""
    from workflows.models import Lease

    Lease.objects.filter(run_id=review.run_id).update(state=Lease.State.PARKED)
    Review.objects.filter(pk=review.pk).update(due_at=now() - timedelta(minutes=1))
    return review


def reminded() -> list[str]:
    remind_overdue()
    mail.outbox.clear()
    bells.answer(DRIVE)
    return [letter.subject for letter in mail.outbox]


def test_it_reminds_once_of_what_is_overdue(ours: Cast) -> None:
    overdue(stage.waiting(ours.ours))
    bells.answer(DRIVE)
    assert reminded() == ["Overdue: The quiet season"]
    assert reminded() == []


def test_it_reminds_nobody_of_what_is_not_due(ours: Cast) -> None:
    stage.waiting(ours.ours)
    bells.answer(DRIVE)
    assert reminded() == []


def test_it_sends_nothing_for_a_piece_that_was_decided_meanwhile(ours: Cast) -> None:
    review = overdue(stage.waiting(ours.ours))
    bells.answer(DRIVE)
    remind_overdue()
    Review.objects.filter(pk=review.pk).update(state=Review.State.DECIDED)
    mail.outbox.clear()
    bells.answer(DRIVE)
    assert mail.outbox == []


def test_it_tells_each_client_of_its_own(ours: Cast) -> None:
    overdue(stage.waiting(ours.ours))
    with scope([ours.rival.client.pk]):
        overdue(stage.waiting(ours.rival))
    bells.answer(DRIVE)
    remind_overdue()
    mail.outbox.clear()
    bells.answer(DRIVE)
    assert {tuple(letter.to) for letter in mail.outbox} == {
        (ours.ours.reviewer.email,),
        (ours.rival.reviewer.email,),
    }
