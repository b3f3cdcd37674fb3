"""Reviews that nobody decides on."""

from datetime import timedelta

from django.core import mail
from django.db.models.functions import Now

from reviews.escalating import escalate_due, time_out_due
from reviews.models import Decision, Review
from tenants.scope import scope
from tests import bells
from tests.cast import Cast
from tests.reviews import stage
from tests.reviews.people import group, join
from workflows import records
from workflows.engine.plan import plan
from workflows.models import Event, Lease


def late(review: Review, field: str) -> Review:
    """Its run rests, as the runner leaves it, and its time is up."""
    Lease.objects.filter(run_id=review.run_id).update(state=Lease.State.PARKED)
    Review.objects.filter(pk=review.pk).update(**{field: Now() - timedelta(minutes=1)})
    bells.answer("workflows.tasks.drive")
    mail.outbox.clear()
    return review


def swept() -> set[str]:
    """Who got a letter."""
    for sweep in (escalate_due, time_out_due):
        sweep()
    bells.answer("workflows.tasks.drive")
    found = {letter.to[0] for letter in mail.outbox}
    mail.outbox.clear()
    return found


def test_it_asks_others_too_once(ours: Cast) -> None:
    join(ours.ours, "legal")
    review = stage.waiting(ours.ours, reviewers=["legal@example.com"], escalate_hours=24)
    assert swept() and not swept()  # the first letters; nothing is due yet
    late(review, "escalate_at")
    assert swept() == {ours.ours.owner.email}
    assert swept() == set()
    review.refresh_from_db()
    assert (review.reviewers, review.also) == (["legal@example.com"], ["@owners"])
    event = Event.objects.get(kind="review.escalated")
    assert event.sentence == "Nobody decided within 24 hours: the agency’s owners are asked too."


def test_it_passes_to_others(ours: Cast) -> None:
    legal = join(ours.ours, "legal")
    group(ours.ours, "Lawyers", legal)
    review = late(stage.waiting(ours.ours, timeout_hours=2, pass_to=["Lawyers"]), "timeout_at")
    assert swept() == {legal.email}
    assert swept() == set()
    review.refresh_from_db()
    assert (review.state, review.reviewers) == ("open", ["Lawyers"])
    assert "it passed to the group “Lawyers”" in Event.objects.get(kind="review.passed").sentence
    assert not Decision.objects.exists()


def test_it_stops_the_run_where_the_step_says_so(ours: Cast) -> None:
    review = late(stage.waiting(ours.ours, timeout_hours=1, at_timeout="stop"), "timeout_at")
    assert swept() == set()
    review.refresh_from_db()
    assert review.state == "expired" and not Decision.objects.exists()
    ending = plan(review.run.definition, records.history(review.run), review.opened_at).ending
    assert ending and ending.sentence.endswith(
        "Nobody decided within 1 hour, and the step says that the run stops then."
    )
    assert ending.sentence.startswith("Stopped at step")


def test_it_leaves_alone_what_was_decided_or_is_not_due(ours: Cast) -> None:
    late(stage.waiting(ours.ours, timeout_hours=1, at_timeout="stop", escalate_hours=1), "opened_at")
    done = late(stage.waiting(ours.ours, timeout_hours=1, at_timeout="stop"), "timeout_at")
    Review.objects.filter(pk=done.pk).update(state=Review.State.DECIDED)
    assert swept() == set()
    assert Review.objects.open().count() == 1


def test_it_asks_each_client_s_own_people(ours: Cast) -> None:
    late(stage.waiting(ours.ours, escalate_hours=1), "escalate_at")
    with scope([ours.rival.client.pk], ours.rival.agency.pk):
        late(stage.waiting(ours.rival, escalate_hours=1), "escalate_at")
    assert swept() == {ours.ours.owner.email, ours.rival.owner.email}
