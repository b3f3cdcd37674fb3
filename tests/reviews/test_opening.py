import pytest
from django.core import mail

from memory.documents import digest
from reviews.models import Review
from reviews.opening import title
from tests import bells
from tests.cast import Cast
from tests.reviews import stage
from workflows import decisions, retrying
from workflows.engine.kinds import review as human
from workflows.models.event import record

DRIVE = "workflows.tasks.drive"


def test_it_opens_a_review_pinned_to_the_text(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    assert review.text == stage.TEXT and review.digest == digest(stage.TEXT)
    assert review.flagged and review.round == 1 and review.audience == "client"
    assert review.writers == [["draft", 1]]


def test_it_puts_the_gravest_finding_first(ours: Cast) -> None:
    assert [finding.criterion for finding in stage.waiting(ours.ours).found] == ["Claims", "Tone"]


def test_it_is_due_when_the_step_says(ours: Cast) -> None:
    review = stage.waiting(ours.ours, due_hours=5)
    assert 4.9 < (review.due_at - review.opened_at).total_seconds() / 3600 < 5.1


def test_it_voids_the_review_of_a_replaced_text(ours: Cast) -> None:
    first = stage.waiting(ours.ours)
    decisions.decide(first.run_id, first.attempt_id, human.changes(note="Shorter."))
    stage.play(first.run, stage.outcomes("A shorter text."))
    first.refresh_from_db()
    assert first.state == Review.State.VOID
    assert first.newer is not None and first.newer.round == 2 and first.newer.previous == stage.TEXT


def test_it_voids_what_waits_in_a_run_that_was_cancelled(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    decisions.cancel(review.run)
    review.refresh_from_db()
    assert review.state == Review.State.VOID


def test_it_voids_what_waits_below_a_step_that_is_done_again(ours: Cast) -> None:
    review, other = stage.waiting(ours.ours), stage.waiting(ours.ours)
    review.run.state = "waiting"
    review.run.save()
    retrying.retry_from(review.run, "draft", by=ours.ours.editor)
    review.refresh_from_db()
    other.refresh_from_db()
    assert (review.state, other.state) == (Review.State.VOID, Review.State.OPEN)
    stage.play(review.run, stage.outcomes("A newer text."))
    assert Review.objects.open().get(run=review.run).text == "A newer text."


def test_it_keeps_what_waits_beside_a_step_that_is_done_again(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    event = {"run": review.run_id, "steps": ["elsewhere"]}
    record(review.client_id, "run.retried", **event)
    review.refresh_from_db()
    assert review.state == Review.State.OPEN


def test_it_tells_the_reviewers_of_that_client_and_nobody_else(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    bells.answer(DRIVE)
    (sent,) = mail.outbox
    assert sent.to == [ours.ours.reviewer.email]
    assert sent.subject == "Flagged: The quiet season"
    assert f"/portal/reviews/{review.pk}/" in sent.body
    assert "Claims: No source." in sent.body


def test_it_tells_the_agency_of_an_internal_review(ours: Cast) -> None:
    stage.waiting(ours.ours, who="staff")
    bells.answer(DRIVE)
    assert {to for sent in mail.outbox for to in sent.to} == {ours.ours.owner.email, ours.ours.editor.email}


def test_it_keeps_a_subject_on_one_line(ours: Cast) -> None:
    run = stage.begin(ours.ours, title="One\r\nBcc: everybody@example.com")
    stage.play(run, stage.outcomes())
    bells.answer(DRIVE)
    (sent,) = mail.outbox
    assert "\n" not in sent.subject and sent.to == [ours.ours.reviewer.email]


def test_pieces_of_one_run_are_told_apart(ours: Cast) -> None:
    run = stage.begin_series(ours.ours)
    stage.play(run, stage.outcomes())
    sauna, walks = Review.objects.open().filter(run=run).order_by("attempt__item")
    assert (sauna.title, walks.title) == (
        "The quiet season · 1 · Sauna all day",
        "The quiet season · 2 · Walks at eleven",
    )
    decisions.decide(run.pk, sauna.attempt_id, human.changes(note="Shorter."))
    sauna.refresh_from_db()
    assert sauna.state == Review.State.VOID
    assert sauna.newer is None, "the other piece is no newer version of this one"


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("Fern parka | wool, two pockets", "Fern parka"),
        ("First line\nSecond", "First line"),
        ({"why": "Because", "name": " Fern  parka "}, "Fern parka"),
        ({"job": "Say that the stove is lit"}, "Say that the stove is lit"),
        (3, "3"),
        ("word " * 40, "word " * 13 + "word…"),
        ("W" * 200, "W" * 70),
    ],
)
def test_a_piece_is_named_by_what_it_is_about(item: object, words: str) -> None:
    assert title("Range", 0, item) == f"Range · 1 · {words}"
    assert len(title("Long title " * 18, 998, item)) <= 200


@pytest.mark.parametrize("item", [None, "", "  ", {}, {"a": ""}])
def test_a_piece_without_words_of_its_own_is_numbered(item: object) -> None:
    assert title("Range", 1, item) == "Range · 2"
    assert title("Range", None) == "Range"
