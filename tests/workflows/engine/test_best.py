"""The best round comes back when none is left."""

from tests.workflows.engine.story import Story, draft, found, step, wrote
from workflows.engine.definition import Limits
from workflows.engine.kinds import review
from workflows.engine.outcomes import Rejected
from workflows.engine.settle import settle


def judged(**limits) -> Story:
    story = Story(
        draft(),
        step("judge", "rubric", "draft", settings={"criteria": [{"key": "tone", "name": "Tone"}]}),
        step("review", "review", "judge"),
        step("deliver", "deliver", "review"),
        limits=Limits(**limits),
    )
    story.plays("draft", wrote("Round one."))
    story.rejects("judge", found("Nearly."), scores={"tone": 6.0})
    story.plays("draft", wrote("Round two."))
    return story


def test_it_hands_the_best_round_to_the_person_when_the_last_is_worse():
    story = judged(revisions=1)
    settled = story.rejects("judge", found("Worse."), scores={"tone": 3.0})
    assert (settled.best_of, settled.output["text"]) == (1, "Round one.")
    assert settled.findings == (found("Nearly."),)
    story.begin()
    assert story.inputs("review").piece.text == "Round one."


def test_it_keeps_the_last_round_when_it_is_no_worse():
    settled = judged(revisions=1).rejects("judge", scores={"tone": 6.0})
    assert (settled.best_of, settled.output["text"]) == (None, "Round two.")


def test_it_delivers_the_best_round_when_a_person_approved_it():
    story = judged(revisions=1)
    story.rejects("judge", scores={"tone": 3.0})
    story.plays("review", review.approved({"text": "Round one."}))
    assert story.starts() == ["deliver 1"]
    story.begin()
    assert story.inputs("deliver").piece.text == "Round one."


def test_it_revises_the_best_round_when_a_person_asks_for_changes_in_it():
    story = judged(revisions=1)
    story.rejects("judge", scores={"tone": 3.0})
    story.plays("review", review.changes((found("Softer."),)))
    assert story.starts() == ["draft 3"]
    story.begin()
    assert story.inputs("draft").previous == {"text": "Round one."}
    assert [finding.why for finding in story.inputs("draft").findings] == ["Softer."]
    story.settles("draft", wrote("Round three."))
    assert story.starts() == ["judge 3"]


def test_it_never_names_a_round_that_another_judge_rejected():
    rubric = {"criteria": [{"key": "tone", "name": "Tone"}]}
    story = Story(
        draft(),
        step("rules", "rules", "draft"),
        step("judge", "rubric", "draft", settings=rubric),
        step("review", "review", "rules", "judge"),
        limits=Limits(revisions=1),
    )
    story.plays("draft", wrote("Round one."))
    story.rejects("rules")
    story.rejects("judge", scores={"tone": 6.0})
    story.plays("draft", wrote("Round two."))
    story.passes("rules")
    assert story.rejects("judge", scores={"tone": 3.0}).best_of is None


def test_it_counts_one_change_where_a_person_had_the_best_round_changed():
    story = judged(revisions=1, changes=2)
    story.rejects("judge", scores={"tone": 3.0})
    story.plays("review", review.changes())
    story.plays("draft", wrote("Round three."))
    story.passes("judge")
    story.plays("review", review.changes())
    assert story.starts() == ["draft 4"]


def test_it_keeps_to_one_best_round_where_two_gates_would_name_different_ones():
    rubric = {"criteria": [{"key": "tone", "name": "Tone"}]}
    gates = (step(key, "rubric", "draft", settings=rubric) for key in ("one", "two"))
    story = Story(draft(), *gates, step("review", "review", "one", "two"), limits=Limits(revisions=2))
    story.plays("draft", wrote("A."))
    story.rejects("one", scores={"tone": 6.0})
    story.passes("two")
    story.plays("draft", wrote("B."))
    story.passes("one")
    story.rejects("two", scores={"tone": 6.0})
    story.plays("draft", wrote("C."))
    story.begin()
    before = tuple(story.attempts)
    one = story.rejects("one", scores={"tone": 1.0})
    assert one.best_of == 1
    told = story.rejects("two", scores={"tone": 1.0})
    assert told.best_of is None
    unaware = settle(story.definition, before, told.start, Rejected((found(),), scores={"tone": 1.0}))
    assert unaware.best_of == 2
    story.attempts = [unaware if a is told else a for a in story.attempts]
    assert story.starts() == ["review 1"]
    assert story.begin().inputs("review").piece.text == "A."
    story.attempts.reverse()
    assert story.inputs("review").piece.text == "A."


def test_it_compares_only_rounds_that_were_judged_by_the_same_facts():
    rubric = {"criteria": [{"key": "tone", "name": "Tone"}], "subject": "draft"}
    story = Story(
        draft(),
        step("facts", "generate"),
        step("check", "rules", "facts"),
        step("judge", "rubric", "draft", "facts", settings=rubric),
        step("review", "review", "judge", "check", settings={"subject": "draft"}),
        limits=Limits(revisions=1),
    )
    story.plays("draft", wrote("Round one."))
    story.settles("facts", wrote("Old facts."))
    story.rejects("judge", scores={"tone": 6.0})
    story.rejects("check")
    story.plays("draft", wrote("Round two."))
    story.settles("facts", wrote("New facts."))
    assert story.rejects("judge", scores={"tone": 3.0}).best_of is None
