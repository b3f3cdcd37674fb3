"""Several approvals of exactly the same text."""

from django.core import mail
from django.test import Client as Browser
from django.utils.timezone import localdate

from reviews import deciding, drafting, guests, history
from reviews.approving import standing
from reviews.deciding import Counted, Refused
from reviews.desk import Desk
from reviews.guests import Invitation
from reviews.models import Absence, Approval, Decision, Guest, Review
from tenants.models import User
from tests import bells
from tests.cast import Cast
from tests.reading import html_of
from tests.reviews import stage
from tests.reviews.people import join
from tests.reviews.visiting import HTMX, at, decide
from workflows.engine.outcomes import Finding
from workflows.models import Attempt, Event, Run


def approve(
    review: Review, user: User | Guest, pressed: str = "", seen: str = ""
) -> Decision | Counted | Refused:
    review.refresh_from_db()
    desk = Desk.fresh(review.text, review.found).after(pressed)
    wanted = deciding.approval(desk, user, seen or review.digest)
    return deciding.decide(review.pk, review.run_id, wanted)


def letters() -> list[tuple[str, str]]:
    """(to, text) of those that have been sent since the last look."""
    mail.outbox.clear()
    bells.answer("workflows.tasks.drive")
    return [(letter.to[0], str(letter.body)) for letter in mail.outbox]


def test_it_waits_for_as_many_people_as_the_step_says(ours: Cast) -> None:
    review = stage.waiting(ours.ours, approvals=2)
    first = approve(review, ours.ours.reviewer)
    assert isinstance(first, Counted) and first.sentence == "1 of 2 approvals: fern-reviewer."
    assert Attempt.objects.get(pk=review.attempt_id).state == "waiting"
    second = approve(review, ours.ours.editor)
    assert isinstance(second, Decision) and second.kind == "approve"
    assert Attempt.objects.get(pk=review.attempt_id).output["text"] == stage.TEXT
    decided = Event.objects.get(kind="review.decided")
    assert decided.sentence == "fern-reviewer and fern-editor approved it as it was."


def test_it_is_a_count_among_other_facts_and_a_sentence_alone(ours: Cast) -> None:
    told = standing(stage.waiting(ours.ours, approvals=2))
    assert (told.fact, told.sentence) == ("0 of 2 approvals", "0 of 2 approvals.")


def test_it_counts_each_person_once(ours: Cast) -> None:
    review = stage.waiting(ours.ours, approvals=2)
    for _ in range(3):
        assert isinstance(approve(review, ours.ours.reviewer), Counted)
    assert Approval.objects.count() == 1


def test_it_lets_earlier_approvals_lapse_when_somebody_edits(ours: Cast) -> None:
    review = stage.waiting(ours.ours, approvals=2)
    approve(review, ours.ours.reviewer)
    letters()
    edited = approve(review, ours.ours.editor, "1:accept")
    assert isinstance(edited, Counted) and edited.sentence == "1 of 2 approvals: fern-editor."
    assert (
        "of another text, so they count no more"
        in Event.objects.filter(kind="review.approved").latest("id").sentence
    )
    ((to, words),) = letters()
    assert to == ours.ours.reviewer.email and "yours is needed for this one" in words
    review.refresh_from_db()
    assert "a fair rate" in review.text and review.previous == stage.TEXT
    assert [finding.criterion for finding in review.found] == ["Tone"]
    final = approve(review, ours.ours.reviewer)
    assert isinstance(final, Decision)
    assert (final.kind, final.original, final.text) == ("edit", stage.TEXT, review.text)
    assert Attempt.objects.get(pk=review.attempt_id).output == {"text": review.text}


def test_it_refuses_an_approval_of_the_text_before_the_edit(ours: Cast) -> None:
    review = stage.waiting(ours.ours, approvals=2)
    seen = review.digest
    approve(review, ours.ours.editor, "1:accept")
    late = approve(review, ours.ours.reviewer, seen=seen)
    assert isinstance(late, Refused) and late.sentence.startswith("fern-editor approved it with edits, so")
    assert Approval.objects.count() == 1


def test_it_needs_one_only_to_ask_for_changes(ours: Cast) -> None:
    review = stage.waiting(ours.ours, approvals=3)
    approve(review, ours.ours.editor)
    wanted = deciding.change_request("Shorter.", [], ours.ours.reviewer, review.digest)
    assert isinstance(deciding.decide(review.pk, review.run_id, wanted), Decision)


def test_it_starts_counting_anew_for_the_next_round(ours: Cast) -> None:
    review = stage.waiting(ours.ours, approvals=2)
    approve(review, ours.ours.editor)
    wanted = deciding.change_request("Shorter.", [], ours.ours.reviewer, review.digest)
    deciding.decide(review.pk, review.run_id, wanted)
    stage.play(review.run, stage.outcomes("Short."))
    second = Review.objects.open().get(run=review.run_id)
    assert isinstance(approve(second, ours.ours.reviewer), Counted)


def test_it_wants_somebody_else_than_who_started_it(ours: Cast) -> None:
    review = stage.waiting(ours.ours, somebody_else=True)
    Run.objects.filter(pk=review.run_id).update(started_by=ours.ours.editor)
    own = approve(review, ours.ours.editor)
    assert isinstance(own, Counted) and own.sentence.endswith(
        f"{ours.ours.editor} started the run or edited the text, so somebody else has to approve it too."
    )
    assert isinstance(approve(review, ours.ours.reviewer), Decision)


def test_it_wants_somebody_else_than_who_edited_it(ours: Cast) -> None:
    review = stage.waiting(ours.ours, somebody_else=True)
    assert isinstance(approve(review, ours.ours.reviewer, "1:accept"), Counted)
    assert isinstance(approve(review, ours.ours.editor), Decision)


def test_it_wants_somebody_else_than_a_guest_who_edited_it(ours: Cast) -> None:
    review = stage.waiting(ours.ours, somebody_else=True)
    guest = guests.invite(review, Invitation("Ana Costa", "ana@example.com"), ours.ours.editor)
    own = approve(review, guest, "1:accept")
    assert isinstance(own, Counted) and "so somebody else has to approve it too" in own.sentence
    final = approve(review, ours.ours.reviewer)
    assert isinstance(final, Decision) and "a fair rate" in final.text


def test_it_keeps_what_was_found_in_words_with_emphasis_when_somebody_edits(ours: Cast) -> None:
    text = stage.TEXT.replace("lowest prices in", "*lowest prices* in")
    sentence = Finding("rules", "Claim without a source", "Why?", "We have the lowest prices in the valley.")
    review = stage.waiting(ours.ours, stage.outcomes(text, [stage.FINDINGS[0], sentence]), approvals=2)
    approve(review, ours.ours.editor, "2:accept")
    review.refresh_from_db()
    assert [one.criterion for one in review.found] == ["Claim without a source"]


def test_it_takes_one_who_made_nothing_of_it_alone(ours: Cast) -> None:
    review = stage.waiting(ours.ours, somebody_else=True)
    assert isinstance(approve(review, ours.ours.reviewer), Decision)


def test_it_refuses_who_is_not_asked(ours: Cast) -> None:
    join(ours.ours, "legal")
    review = stage.waiting(ours.ours, reviewers=["legal@example.com"])
    result = approve(review, ours.ours.reviewer)
    assert isinstance(result, Refused) and "legal@example.com decides" in result.sentence
    assert not Decision.objects.exists()


def test_it_lets_the_agency_look_first_and_then_the_client(ours: Cast) -> None:
    """The recipe: two review steps, one needing the other."""
    run = stage.begin_two_stages(ours.ours)
    stage.play(run, {**stage.outcomes(), "client": stage.outcomes()["check"]})
    internal = Review.objects.open().get(run=run)
    assert internal.audience == "staff"
    assert isinstance(approve(internal, ours.ours.reviewer), Refused)
    approve(internal, ours.ours.editor, "1:accept")
    stage.play(run, {**stage.outcomes(), "client": stage.outcomes()["check"]})
    second = Review.objects.open().get(run=run)
    assert (second.audience, second.edited_by) == ("client", ours.ours.editor)
    assert "a fair rate" in second.text
    assert isinstance(approve(second, ours.ours.reviewer), Decision)
    stage.play(run, stage.outcomes())
    assert Attempt.objects.filter(run=run, key="shelf", state="passed").exists()


def test_it_says_for_whom_a_stand_in_approved(ours: Cast) -> None:
    legal = join(ours.ours, "legal")
    review = stage.waiting(ours.ours, reviewers=["legal@example.com", "@client"], approvals=2)
    today = localdate()
    Absence.objects.create(
        client=ours.ours.client, user=legal, stand_in=ours.ours.editor, first_day=today, last_day=today
    )
    counted = approve(review, ours.ours.editor)
    assert isinstance(counted, Counted) and "fern-editor (for Legal)" in counted.sentence
    assert Approval.objects.get().instead_of == legal


def test_it_counts_a_guest_as_one_of_several(ours: Cast) -> None:
    review = stage.waiting(ours.ours, approvals=2)
    guest = guests.invite(review, Invitation("Ana Costa", "ana@example.com"), ours.ours.editor)
    first = approve(review, guest)
    assert isinstance(first, Counted) and first.sentence == "1 of 2 approvals: Ana Costa (ana@example.com)."
    assert isinstance(approve(review, guest), Counted) and Approval.objects.count() == 1
    assert isinstance(approve(review, ours.ours.reviewer), Decision)
    late = approve(review, guest)
    assert isinstance(late, Refused) and late.sentence.startswith("You approved exactly this text")


def test_it_counts_no_guest_s_approval_of_the_text_before_an_edit(ours: Cast) -> None:
    review = stage.waiting(ours.ours, approvals=2)
    guest = guests.invite(review, Invitation("Ana Costa", "ana@example.com"), ours.ours.editor)
    approve(review, ours.ours.reviewer)
    edited = approve(review, guest, "1:accept")
    assert isinstance(edited, Counted) and edited.sentence.startswith("1 of 2 approvals: Ana Costa")
    final = approve(review, ours.ours.reviewer)
    assert isinstance(final, Decision)
    assert (final.kind, final.original) == ("edit", stage.TEXT)


def test_it_keeps_the_words_of_drafts_when_the_text_becomes_another(ours: Cast) -> None:
    review = stage.waiting(ours.ours, approvals=2)
    form = {"text": f"{stage.TEXT} More.", "finding-2": "dismiss", "note-changes": "Shorter", "revision": "0"}
    drafting.sign(review, ours.ours.reviewer, form)
    approve(review, ours.ours.editor, "1:accept")
    left = drafting.mine(review, ours.ours.reviewer)
    assert left and left.form == {"text": f"{stage.TEXT} More.", "note-changes": "Shorter"}


def test_it_asks_nobody_for_the_same_approval_again(ours: Cast, reviewer: Browser) -> None:
    review = stage.waiting(ours.ours, approvals=2)
    page = at("review", review.pk)
    assert 'name="decision" value="approve">Approve as it is' in html_of(reviewer.get(page))
    decide(reviewer, review)
    pages = [
        html_of(reviewer.get(page)),
        html_of(reviewer.post(at("desk", review.pk), {"text": review.text}, headers=HTMX)),
    ]
    for said in pages:
        box = said[said.index('id="approve-box"') :]
        assert "You approved this text" in box[:200] and "Approve as it is" not in box
    edited = reviewer.post(at("desk", review.pk), {"finding-1": "accept", "text": review.text}, headers=HTMX)
    assert "Approve with 1 edit" in html_of(edited)


def test_the_record_has_every_finding_also_those_that_an_edit_settled(ours: Cast, reviewer: Browser) -> None:
    review = stage.waiting(ours.ours, approvals=2)
    approve(review, ours.ours.editor, "1:accept")
    assert isinstance(approve(review, ours.ours.reviewer), Decision)
    review.refresh_from_db()
    told = [(number, one.criterion, said) for number, one, said in history.answers(review, review.decision)]
    assert told == [(0, "Claims", f"settled by {ours.ours.editor}"), (1, "Tone", "")]
    page = html_of(reviewer.get(at("review", review.pk)))
    assert f"settled by {ours.ours.editor}" in page
