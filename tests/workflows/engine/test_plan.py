"""What is started, when, and how a run ends. The promises over all runs are in test_invariants."""

import pytest

from tests.workflows.engine.story import (
    NOW,
    Story,
    draft,
    found,
    newsletter,
    step,
    waiting_for_a_person,
    wrote,
)
from workflows.engine.attempts import Attempt, Spent
from workflows.engine.definition import Limits
from workflows.engine.outcomes import Failed, Rejected, Waiting


def test_it_starts_what_needs_nothing_first():
    assert newsletter().starts() == ["draft 1"]


def test_it_starts_nothing_twice():
    assert newsletter().begin().starts() == []


def test_it_starts_the_next_step_when_the_need_has_passed():
    story = newsletter()
    story.plays("draft", wrote())
    assert story.starts() == ["rules 1"]
    assert story.plan().starts[0].consumed == {"draft": (1,)}


def test_it_starts_branches_side_by_side():
    story = Story(draft(), step("title", "generate", "draft"), step("summary", "generate", "draft"))
    story.plays("draft", wrote())
    assert story.starts() == ["title 1", "summary 1"]


def test_it_joins_when_all_branches_are_done():
    story = Story(draft(), step("title", "generate"), step("page", "transform", "draft", "title"))
    story.plays("draft", wrote())
    assert story.starts() == []
    story.settles("title", wrote())
    assert story.starts() == ["page 1"]


def test_it_is_done_when_everything_is_fresh():
    story = Story(draft())
    story.plays("draft", wrote())
    assert story.ended() == ("done", "")


def test_it_makes_everything_downstream_stale_by_a_new_attempt():
    story = Story(draft(), step("title", "generate", "draft"), step("rules", "rules", "draft", "title"))
    story.plays("draft", wrote())
    story.plays("title", wrote("A title"))
    story.rejects("rules", back_to="draft")
    story.plays("draft", wrote("Better."))
    assert story.starts() == ["title 2"]


def test_it_waits_until_the_time_to_try_again():
    story = Story(draft())
    failed = story.fails("draft", again_in=30)
    planned = story.plan()
    assert (planned.starts, planned.wait_until) == ((), failed.retry_at)
    assert story.later(30).starts() == ["draft 2"]


def test_it_fails_when_the_tries_are_used_up():
    story = Story(draft(retries=1))
    story.fails("draft", again_in=0)
    story.fails("draft", again_in=0)
    assert story.ended() == ("failed", "Step “draft” failed after 2 tries: It broke.")


def test_it_fails_at_once_when_trying_again_is_no_use():
    story = Story(draft())
    story.fails("draft")
    assert story.ended() == ("failed", "Step “draft” failed: It broke.")


def test_it_resumes_when_a_failure_is_forgiven():
    story = Story(draft(retries=0))
    story.fails("draft")
    story.forgive()
    assert story.starts() == ["draft 2"]


def test_it_gives_all_tries_again_after_a_failure_was_forgiven():
    story = Story(draft(retries=1))
    story.fails("draft", again_in=0)
    story.fails("draft", again_in=0)
    story.forgive()
    story.fails("draft", again_in=0)
    assert story.starts() == ["draft 4"]


def test_it_counts_tries_anew_when_the_input_is_new():
    story = Story(draft(), step("title", "generate", "draft", retries=1), step("rules", "rules", "draft"))
    story.plays("draft", wrote())
    story.rejects("rules")
    story.settles("title", Failed("Overloaded.", retry_at=NOW))
    story.plays("draft", wrote("Two."))
    story.fails("title", again_in=0)
    assert story.starts() == ["title 3"]


def test_it_tries_again_what_a_crash_has_lost():
    story = Story(draft()).begin()
    story.settles("draft", Failed("Its worker was lost.", retry_at=NOW))
    assert story.starts() == ["draft 2"]


def test_it_waits_for_what_is_open_before_it_ends():
    story = Story(draft(), step("title", "generate"))
    story.fails("draft")
    planned = story.plan()
    assert (planned.starts, planned.ending) == ((), None)
    story.settles("title", wrote())
    assert story.ended()[0] == "failed"


def test_it_tries_again_when_the_time_of_a_wait_has_come():
    story = Story(draft()).begin()
    story.settles("draft", Waiting("A batch runs.", until=story.later(60).now))
    story.later(-30)
    assert story.starts() == []
    assert story.later(30).starts() == ["draft 2"]


def test_it_stops_when_the_attempts_are_used_up():
    story = Story(draft(), step("title", "generate", "draft"), limits=Limits(attempts=1))
    story.plays("draft", wrote())
    assert story.ended() == ("stopped", "The run used up its 1 attempt.")


def test_it_starts_only_as_many_as_the_attempts_allow():
    story = Story(draft(), step("title", "generate"), limits=Limits(attempts=1))
    assert story.starts() == ["draft 1"]


def test_it_stops_when_the_minutes_are_used_up():
    assert newsletter(minutes=5).spent(minutes=5.0) == ("stopped", "The run used up its 5 minutes of work.")


def test_it_stops_when_the_money_is_used_up():
    assert newsletter(cost_usd=0.5).spent(cost_usd=0.5) == (
        "stopped",
        "The run used up its limit of 0.5 USD.",
    )


def test_it_ends_done_even_when_the_last_step_used_up_a_limit():
    story = Story(draft(), limits=Limits(attempts=1))
    story.plays("draft", wrote())
    assert story.spent(minutes=99.0) == ("done", "")


def test_it_skips_for_free_when_the_attempts_are_used_up():
    extra = step("extra", "generate", "draft", when="brief.kind == 'long'")
    story = Story(draft(), extra, limits=Limits(attempts=1), kind="short")
    story.plays("draft", wrote())
    assert story.starts() == ["extra 1 skipped"]
    assert story.begin().ended() == ("done", "")


@pytest.mark.parametrize(("when", "cost", "left", "skipped"), [
    ("run.cost_usd < 2", 1.5, None, False),
    ("run.cost_usd < 2", 2.5, None, True),
    ("run.budget_left_usd > 1", 0.0, 0.5, True),
    ("run.budget_left_usd > 1", 0.0, None, True),
    ("run.budget_left_usd == nil or run.budget_left_usd > 1", 0.0, None, False),
])  # fmt: skip
def test_it_lets_a_condition_ask_what_was_spent_when_it_planned(when, cost, left, skipped):
    story = Story(draft(when=when))
    (start,) = story.plan(spent=Spent(cost_usd=cost, budget_left_usd=left)).starts
    assert start.state == ("skipped" if skipped else "open")


def test_it_lets_a_person_take_their_time_when_the_minutes_are_used_up():
    story = waiting_for_a_person()
    assert story.plan(spent=Spent(minutes=60)).waiting_for == (("review", None),)


def test_it_stops_at_once_when_it_is_cancelled():
    story = newsletter().begin()
    assert story.ended(cancelled=True) == ("stopped", "The run was cancelled.")


def test_it_says_so_when_steps_need_each_other():
    story = Story(step("a", "generate", "b"), step("b", "generate", "a"))
    assert story.ended() == ("failed", "No step can start: the steps need each other in a circle.")


def test_it_reads_attempts_in_any_order_and_from_json():
    story = newsletter()
    story.plays("draft", wrote())
    story.passes("rules")
    stored = [
        Attempt(**{**vars(a), "consumed": {k: list(v) for k, v in a.consumed.items()}})
        for a in story.attempts
    ]
    story.attempts = stored[::-1]
    assert story.starts() == ["review 1"]


@pytest.mark.parametrize("state", ["passed", "rejected"])
def test_it_settles_an_outcome_under_the_number_that_was_started(state):
    story = newsletter().begin()
    outcome = wrote() if state == "passed" else Rejected((found(),))
    settled = story.settles("draft", outcome)
    assert (settled.key, settled.number, settled.consumed) == ("draft", 1, {})
