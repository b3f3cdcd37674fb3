"""The best round comes back when none is left."""

from tests.workflows.engine.story import Story, draft, found, step, wrote
from workflows.engine.definition import Limits
from workflows.engine.kinds import review


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
