"""How an approved piece was approved, from the run's own attempts; and that its sample goes with the approval."""

import pytest

from memory import remembering
from memory.models import Document
from reviews import deciding
from reviews.desk import Desk
from reviews.models import Review
from tenants.scope import scope
from tests.reviews import stage
from workflows import approvals, decisions, retrying
from workflows.models import Delivery, Run


@pytest.fixture
def house(cast):
    with scope([cast.ours.client.pk], cast.ours.agency.pk):
        yield cast.ours


def decided(review: Review, house, text: str = "") -> str:
    final = text or review.text
    desk = Desk(review.text, review.found, final)
    made = deciding.decide(review.pk, review.run_id, deciding.approval(desk, house.reviewer, review.digest))
    assert not isinstance(made, deciding.Refused), made.sentence
    return final


def test_it_knows_a_piece_that_a_person_approved_as_it_was(house):
    review = stage.waiting(house)
    text = decided(review, house)
    approved = approvals.of_piece(review.run, text)
    assert (approved.by_person, approved.edit_share) == (True, 0.0)
    assert approved.score == pytest.approx((6 + 3 + 9) / 3)


def test_it_knows_how_much_a_person_edited(house):
    review = stage.waiting(house)
    text = decided(review, house, review.text.replace("the lowest prices", "a fair rate"))
    approved = approvals.of_piece(review.run, text)
    assert approved.by_person
    assert 0 < approved.edit_share < 0.5
    assert approved.score == pytest.approx(6)


def test_it_takes_no_approval_for_another_text(house):
    review = stage.waiting(house)
    decided(review, house)
    assert not approvals.of_piece(review.run, "Another text.").by_person


def test_it_measures_edits_by_words():
    share = remembering.edit_share
    assert 0 < share("朝食は七時からです。犬も歓迎します。", "朝食は八時からです。犬も歓迎します。") < 0.1
    assert share("a b c d", "a b c d") == share("", "") == 0
    assert share("a b c d", "a b c x") == 0.25
    assert share("a b", "c d") == share("", "a") == 1


def test_it_lets_a_sample_go_when_its_piece_is_done_again(house):
    review = stage.waiting(house)
    text = decided(review, house)
    stage.play(review.run, stage.outcomes())
    run = Run.objects.get(pk=review.run_id)
    delivery = run.attempts.get(key="shelf")
    Delivery.objects.create(
        client_id=run.client_id, run=run, attempt=delivery, step_key="shelf", title="Season", slug="x", text=text,
        digest="x", approved_by="person",
    )  # fmt: skip
    remembering.remember_piece(run.client_id, "Season", text, run_id=run.pk)
    remembering.remember_piece(run.client_id, "Other", "Of another run.", run_id=None)
    Run.objects.filter(pk=run.pk).update(state="done")
    run.refresh_from_db()
    retrying.retry_from(run, "draft", by=house.editor)
    assert list(Document.objects.values_list("title", flat=True)) == ["Other"]


def test_it_remembers_nothing_of_a_rejected_piece(house):
    review = stage.waiting(house)
    deciding.decide(review.pk, review.run_id, deciding.rejection("Not us.", house.reviewer, review.digest))
    assert not Document.objects.exists()
    assert not decisions.resume(review.run, by=house.editor)
