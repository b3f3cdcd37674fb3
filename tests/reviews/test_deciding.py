from memory.documents import digest
from reviews import deciding
from reviews.deciding import Refused
from reviews.desk import Desk
from reviews.models import Decision, Review
from tests.cast import Cast
from tests.reviews import stage
from workflows import decisions
from workflows.engine.kinds import review as human
from workflows.models import Attempt, Event


def approve(review: Review, cast: Cast, pressed: str = "", **changed: object) -> Decision | Refused:
    desk = Desk.fresh(review.text, review.found).after(pressed)
    wanted = deciding.approval(desk, cast.ours.reviewer, str(changed.get("seen", review.digest)))
    return deciding.decide(review.pk, review.run_id, wanted)


def done(result: Decision | Refused) -> Decision:
    assert isinstance(result, Decision), result
    return result


def refused(result: Decision | Refused) -> str:
    assert isinstance(result, Refused), result
    return result.sentence


def test_it_approves_the_exact_text(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    decision = done(approve(review, ours))
    assert (decision.kind, decision.text, decision.digest) == ("approve", stage.TEXT, digest(stage.TEXT))
    attempt = Attempt.objects.get(pk=review.attempt_id)
    assert (attempt.state, attempt.by_person, attempt.output["text"]) == ("passed", True, stage.TEXT)
    review.refresh_from_db()
    assert review.state == "decided"


def test_it_approves_the_edited_text_and_its_hash(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    decision = done(approve(review, ours, "1:accept"))
    edited = stage.TEXT.replace("the lowest prices", "a fair rate")
    assert (decision.kind, decision.text, decision.digest) == ("edit", edited, digest(edited))
    assert decision.original == stage.TEXT and decision.accepted == [1]
    assert Attempt.objects.get(pk=review.attempt_id).output["text"] == edited


def test_it_hands_the_approved_text_to_the_next_step(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    approve(review, ours, "all")
    stage.play(review.run, stage.outcomes())
    assert Attempt.objects.filter(run=review.run, key="shelf", state="passed").exists()


def test_it_sends_the_note_and_the_marked_findings_back(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    wanted = deciding.change_request("Name the walk.", [2, 99], ours.ours.reviewer, review.digest)
    decision = done(deciding.decide(review.pk, review.run_id, wanted))
    assert decision.text == "" and decision.note == "Name the walk."
    attempt = Attempt.objects.get(pk=review.attempt_id)
    assert (attempt.state, attempt.note, attempt.back_to) == ("rejected", "Name the walk.", "draft")
    assert [finding["criterion"] for finding in attempt.findings] == ["Tone"]


def test_it_opens_the_next_round_with_the_difference(ours: Cast) -> None:
    first = stage.waiting(ours.ours)
    wanted = deciding.change_request("Shorter.", [], ours.ours.reviewer, first.digest)
    deciding.decide(first.pk, first.run_id, wanted)
    stage.play(first.run, stage.outcomes("# The quiet season\n\nShort.\n"))
    second = Review.objects.open().get(run=first.run_id)
    assert (second.round, second.previous) == (2, stage.TEXT)
    first.refresh_from_db()
    assert first.state == "decided"


def test_it_ends_the_run_when_rejected(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    wanted = deciding.rejection("We never run offers.", ours.ours.reviewer, review.digest)
    done(deciding.decide(review.pk, review.run_id, wanted))
    attempt = Attempt.objects.get(pk=review.attempt_id)
    assert attempt.final and "We never run offers." in attempt.note


def test_it_takes_a_double_submit_for_one(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    assert done(approve(review, ours)).pk == done(approve(review, ours)).pk
    assert Decision.objects.count() == 1


def test_it_tells_the_second_of_two_reviewers(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    done(approve(review, ours))
    wanted = deciding.rejection("No.", ours.ours.editor, review.digest)
    sentence = refused(deciding.decide(review.pk, review.run_id, wanted))
    assert "approved it before you" in sentence and str(ours.ours.reviewer) in sentence
    assert Decision.objects.get().kind == "approve"


def test_it_tells_somebody_of_their_own_decision(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    done(approve(review, ours))
    wanted = deciding.rejection("No.", ours.ours.reviewer, review.digest)
    sentence = refused(deciding.decide(review.pk, review.run_id, wanted))
    assert sentence == "You already approved it. Nothing more was recorded."


def test_it_refuses_a_page_that_showed_another_text(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    assert "not the one you were looking at" in refused(approve(review, ours, seen=digest("other")))
    assert not Decision.objects.exists()


def test_it_refuses_a_page_whose_text_was_replaced(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    decisions.decide(review.run_id, review.attempt_id, human.changes(note="Shorter."))
    stage.play(review.run, stage.outcomes("A shorter text."))
    assert "newer version" in refused(approve(review, ours))


def test_it_records_nothing_when_the_run_has_gone_on(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    Attempt.objects.filter(pk=review.attempt_id).update(state="passed")
    assert "newer version" in refused(approve(review, ours))
    review.refresh_from_db()
    assert review.state == "open" and not Decision.objects.exists()


def test_it_tells_the_story_of_the_run(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    approve(review, ours, "2:accept")
    event = Event.objects.get(kind="review.decided")
    assert event.run == review.run_id and event.by == ours.ours.reviewer
    assert event.sentence == f"{ours.ours.reviewer} approved it with edits."
