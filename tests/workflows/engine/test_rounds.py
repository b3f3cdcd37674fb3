"""Gates and people send back; limits; flags; approvals that fall with their text."""

from tests.workflows.engine.story import Story, draft, found, newsletter, step, waiting_for_a_person, wrote
from workflows.engine.definition import Limits
from workflows.engine.kinds import review
from workflows.engine.outcomes import Passed, Waiting


def test_it_sends_back_to_the_writer_what_a_gate_rejects():
    story = newsletter()
    story.plays("draft", wrote())
    rejected = story.rejects("rules")
    assert (rejected.state, rejected.back_to) == ("rejected", "draft")
    assert story.starts() == ["draft 2"]


def test_it_answers_findings_with_the_round_they_are_about():
    story = newsletter()
    story.plays("draft", wrote("Round one."))
    story.rejects("rules", found("Too long."))
    story.begin()
    inputs = story.inputs("draft")
    assert inputs.previous == {"text": "Round one."}
    assert [finding.why for finding in inputs.findings] == ["Too long."]


def test_it_lets_sibling_gates_finish_before_it_sends_back():
    story = Story(draft(), step("rules", "rules", "draft"), step("judge", "rubric", "draft"))
    story.plays("draft", wrote())
    story.rejects("rules", found("Too long."))
    assert story.starts() == []
    story.rejects("judge", found("Too loud."))
    assert story.starts() == ["draft 2"]
    story.begin()
    assert [finding.why for finding in story.inputs("draft").findings] == ["Too long.", "Too loud."]


def test_it_waits_for_a_sibling_gate_that_will_try_again():
    story = Story(draft(), step("rules", "rules", "draft"), step("judge", "rubric", "draft"))
    story.plays("draft", wrote())
    story.rejects("rules")
    story.fails("judge", again_in=60)
    assert story.starts() == []
    assert story.later(60).starts() == ["judge 2"]


def test_it_starts_nothing_on_a_text_that_is_sent_back_but_the_gates_beside():
    story = Story(
        draft(),
        step("rules", "rules", "draft"),
        step("facts", "generate", retries=3),
        step("title", "generate", "draft", "facts"),
        step("judge", "rubric", "draft", "facts"),
    )
    story.plays("draft", wrote())
    story.rejects("rules")
    story.settles("facts", wrote())
    assert story.starts() == ["judge 1"]


def test_it_does_not_wait_for_a_gate_that_can_not_run_before_the_revision():
    story = Story(draft(), step("rules", "rules", "draft"), step("judge", "rubric", "rules"))
    story.plays("draft", wrote())
    story.rejects("rules")
    assert story.starts() == ["draft 2"]


def test_it_flags_when_no_round_is_left():
    story = newsletter(revisions=1)
    story.plays("draft", wrote())
    story.rejects("rules")
    story.plays("draft", wrote("Again."))
    settled = story.rejects("rules", found("Still too loud."))
    assert (settled.state, settled.flagged, settled.output["text"]) == ("passed", True, "Again.")
    assert settled.findings == (found("Still too loud."),)
    assert story.starts() == ["review 1"]


def test_it_counts_the_rounds_of_all_gates_together():
    story = Story(
        draft(),
        step("rules", "rules", "draft"),
        step("judge", "rubric", "rules"),
        step("review", "review", "judge"),
        limits=Limits(revisions=1),
    )
    story.plays("draft", wrote())
    story.rejects("rules")
    story.plays("draft", wrote("Again."))
    story.passes("rules")
    assert story.rejects("judge").flagged


def test_it_counts_a_failed_revision_once():
    story = newsletter(revisions=2)
    story.plays("draft", wrote())
    story.rejects("rules")
    story.fails("draft", again_in=0)
    story.plays("draft", wrote("Again."))
    assert story.rejects("rules").state == "rejected"


def test_it_tells_a_second_try_of_a_revision_what_the_first_was_told():
    story = newsletter()
    story.plays("draft", wrote("Round one."))
    story.rejects("rules", found("Too long."))
    story.fails("draft", again_in=0)
    story.begin()
    assert [finding.why for finding in story.inputs("draft").findings] == ["Too long."]


def test_it_flags_at_once_what_could_not_be_judged():
    story = newsletter()
    story.plays("draft", wrote())
    assert story.rejects("rules", not_judged=True).flagged


def test_it_flags_at_once_where_no_step_could_answer():
    story = Story(step("page", "fetch"), step("rules", "rules", "page"), step("review", "review", "rules"))
    story.plays("page", wrote())
    assert story.rejects("rules").flagged


def test_it_does_not_send_back_to_a_step_that_was_skipped():
    story = Story(
        draft(when="brief.kind == 'long'"),
        step("page", "transform", "draft"),
        step("rules", "rules", "page"),
        step("review", "review", "rules"),
        kind="short",
    )
    story.begin()
    story.plays("page", wrote())
    assert story.rejects("rules").flagged


def test_it_stops_where_nobody_could_see_a_flag():
    story = Story(draft(), step("rules", "rules", "draft", title="House rules"), limits=Limits(revisions=0))
    story.plays("draft", wrote())
    story.rejects("rules")
    assert story.ended() == (
        "stopped",
        "Step “House rules” flagged the piece, and no person reviews it below.",
    )


def test_it_delivers_nothing_flagged_past_a_review_beside():
    story = Story(
        draft(),
        step("rules", "rules", "draft"),
        step("extra", "review", "rules", when="brief.ask == 'yes'"),
        step("deliver", "deliver", "rules"),
        limits=Limits(revisions=0),
        ask="no",
    )
    story.plays("draft", wrote())
    story.rejects("rules")
    assert story.ended()[0] == "stopped"
    assert "“rules” flagged the piece, and no person approved exactly this text" in story.ended()[1]


def test_it_delivers_what_was_flagged_when_a_person_approved_exactly_that_text():
    story = newsletter(revisions=0)
    story.plays("draft", wrote("Flagged."))
    story.rejects("rules")
    story.plays("review", review.approved({"text": "Flagged."}))
    assert story.starts() == ["deliver 1"]


def test_it_does_not_deliver_a_flagged_text_that_was_changed_after_the_approval():
    story = Story(
        draft(),
        step("rules", "rules", "draft"),
        step("review", "review", "rules"),
        step("polish", "transform", "review"),
        step("deliver", "deliver", "polish"),
        limits=Limits(revisions=0),
    )
    story.plays("draft", wrote("Flagged."))
    story.rejects("rules")
    story.plays("review", review.approved({"text": "Flagged."}))
    story.plays("polish", wrote("Flagged, polished."))
    assert story.ended()[0] == "stopped"


def test_it_does_not_take_an_approval_for_an_answer_to_a_flag_that_the_person_did_not_see():
    story = Story(
        draft(),
        step("review", "review", "draft"),
        step("rules", "rules", "draft"),
        step("deliver", "deliver", "review", "rules"),
        step("later", "review", "rules", when="brief.ask == 'yes'"),
        limits=Limits(revisions=0),
        ask="no",
    )
    story.plays("draft", wrote("Flagged."))
    story.plays("review", review.approved({"text": "Flagged."}))
    story.rejects("rules")
    assert story.ended()[0] == "stopped"


def test_it_does_not_take_a_passing_without_a_person_for_an_approval():
    story = newsletter(revisions=0)
    story.plays("draft", wrote("Flagged."))
    story.rejects("rules")
    story.plays("review", Passed({"text": "Flagged."}))
    assert story.ended()[0] == "stopped"


def test_it_waits_for_a_person_at_no_cost():
    story = waiting_for_a_person()
    planned = story.plan()
    assert (planned.starts, planned.waiting_for, planned.wait_until) == ((), (("review", None),), None)
    assert story.later(40 * 86_400).plan() == planned


def test_it_goes_on_at_once_when_a_person_approves():
    story = waiting_for_a_person()
    story.settles("review", review.approved({"text": "A draft."}))
    assert story.starts() == ["deliver 1"]


def test_it_delivers_the_text_with_the_edits():
    story = waiting_for_a_person()
    story.settles("review", review.approved({"text": "A draft."}, "Edited."))
    story.begin()
    assert story.inputs("deliver").piece.text == "Edited."


def test_it_sends_back_what_a_person_wants_changed_with_the_note():
    story = waiting_for_a_person()
    story.settles("review", review.changes((found("Softer."),), "Mention the mill."))
    assert story.starts() == ["draft 2"]
    inputs = story.begin().inputs("draft")
    assert (inputs.note, inputs.findings) == ("Mention the mill.", (found("Softer."),))


def test_it_asks_again_about_every_new_text():
    story = waiting_for_a_person()
    story.settles("review", review.changes())
    story.plays("draft", wrote("Changed."))
    story.passes("rules")
    assert story.starts() == ["review 2"]


def test_it_lets_an_approval_fall_with_its_text():
    story = Story(
        draft(),
        step("legal", "review", "draft"),
        step("brand", "review", "draft"),
        step("deliver", "deliver", "legal", "brand"),
    )
    story.plays("draft", wrote("One."))
    story.begin()
    story.settles("legal", review.approved({"text": "One."}))
    story.settles("brand", review.changes())
    story.plays("draft", wrote("Two."))
    assert story.starts() == ["legal 2", "brand 2"]


def test_it_withdraws_a_waiting_review_when_its_text_is_revised():
    story = Story(draft(), step("legal", "review", "draft"), step("brand", "review", "draft"))
    story.plays("draft", wrote("One."))
    story.begin()
    story.settles("legal", Waiting("A person decides."))
    story.settles("brand", review.changes())
    story.plays("draft", wrote("Two."))
    assert "legal 2" in story.starts()


def test_it_ignores_a_request_that_comes_too_late():
    story = Story(draft(), step("legal", "review", "draft"), step("brand", "review", "draft"))
    story.plays("draft", wrote("One."))
    story.begin()
    story.settles("legal", Waiting("A person decides."))
    story.settles("brand", review.changes())
    story.begin()
    late = story.settles("legal", review.changes())
    assert late.back_to == ""
    story.settles("draft", wrote("Two."))
    assert story.starts() == ["legal 2", "brand 2"]


def test_it_gives_gates_new_rounds_after_a_person_asked_for_changes():
    story = newsletter(revisions=1)
    story.plays("draft", wrote())
    story.rejects("rules")
    story.plays("draft", wrote("Two."))
    story.passes("rules")
    story.plays("review", review.changes())
    story.plays("draft", wrote("Three."))
    assert story.rejects("rules").state == "rejected"


def test_it_stops_when_a_person_has_no_changes_left():
    story = newsletter(changes=1)
    story.plays("draft", wrote())
    story.passes("rules")
    story.plays("review", review.changes())
    story.plays("draft", wrote("Two."))
    story.passes("rules")
    story.plays("review", review.changes())
    expected = "The limit of 1 round of changes that people may ask for is used up at step “draft”."
    assert story.ended() == ("stopped", expected)


def test_it_stops_when_a_person_rejects():
    story = waiting_for_a_person()
    story.settles("review", review.rejected("Off brand."))
    assert story.ended() == ("stopped", "Rejected at step “review”: Off brand.")


def test_it_stops_when_nothing_above_can_make_the_changes():
    story = Story(step("page", "fetch"), step("review", "review", "page"))
    story.plays("page", wrote())
    story.plays("review", review.changes())
    assert story.ended()[1] == "Changes were asked for at step “review”, but no step above it can make them."


def test_it_goes_back_to_the_step_that_a_person_names():
    story = Story(
        step("outline", "generate"), step("draft", "generate", "outline"), step("review", "review", "draft")
    )
    story.plays("outline", wrote())
    story.plays("draft", wrote())
    story.plays("review", review.changes(back_to="outline"))
    assert story.starts() == ["outline 2"]
