"""A course that is carried along answers as the pure functions do over its attempts, whatever came in between."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.engine.drawn import definitions
from tests.workflows.engine.simulation import Simulation
from tests.workflows.engine.story import FACTS, NOW, Story, draft, found, newsletter, step, wrote
from tests.workflows.engine.test_invariants import patient
from workflows.engine.attempts import BRIEF, Attempt, Spent, Start
from workflows.engine.course import Course
from workflows.engine.definition import Definition, Field, Limits
from workflows.engine.inputs import gather
from workflows.engine.kinds import review
from workflows.engine.outcomes import Failed, Passed, Rejected, Waiting
from workflows.engine.plan import plan, settle

ANY = (Passed({"text": "A text."}), Waiting("For a while.", NOW), Failed("It broke.", retry_at=NOW))
JUDGED = {
    "gate": (
        Rejected((found(),), scores={"clear": 4.0}, output={"text": "A text."}),
        Rejected((found(),), not_judged=True),
    ),
    "review": (review.changes((found(),), "Please change it."), review.rejected("Not for us.")),
}


class Alongside(Simulation):
    """A run driven by chance with a course beside it, which is asked after every put, or only now and then."""

    def __init__(self, *drawn: Any, **more: Any):
        super().__init__(*drawn, **more)
        self.course = Course(self.definition, self.attempts)
        self.often = self.chance.choice((1.0, 0.2))

    def _put(self, attempt: Attempt) -> None:
        super()._put(attempt)
        self.course.put(attempt)
        if self.chance.random() < self.often:
            self.compare()

    def compare(self) -> None:
        assert self.course.attempts == tuple(self.attempts)
        self._compare_plans()
        for start in self._starts():
            now = gather(self.definition, self.attempts, start, self.facts)
            assert self.course.gather(start, self.facts) == now
            for outcome in (*ANY, *JUDGED.get(self.definition.graph.role(start.key), ())):
                ended = settle(self.definition, self.attempts, start, outcome)
                assert self.course.settle(start, outcome) == ended

    def _compare_plans(self) -> None:
        """Also as things will be a while from now, and then again as they are."""
        for now in (self.now, self.now + timedelta(minutes=self.chance.randint(0, 9)), self.now):
            for more in ({}, {"cancelled": True}, {"spent": Spent(minutes=99)}):
                assert self.course.plan(now, **more) == plan(self.definition, self.attempts, now, **more)

    def _starts(self) -> list[Start]:
        """What would start, what has not ended, and some of what has."""
        ended = self.chance.sample(self.attempts, min(2, len(self.attempts)))
        unended = [attempt for attempt in self.attempts if attempt.state in ("open", "waiting")]
        begun = [attempt.start for attempt in (*unended, *ended) if attempt.key != BRIEF]
        return [*plan(self.definition, self.attempts, self.now).starts, *begun]


@patient
@given(definitions(), st.integers(0, 2**32))
def test_it_answers_like_the_pure_functions_after_every_put(definition, seed):
    Alongside(definition, seed, rising=False).to_the_end().compare()


def plans_alike(story: Story, course: Course) -> bool:
    return course.plan(story.now) == story.plan() and course.attempts == tuple(story.attempts)


def test_it_goes_on_from_what_is_stored():
    story = newsletter()
    story.plays("draft", wrote())
    course = Course(story.definition, story.attempts)
    assert [start.key for start in course.plan(NOW).starts] == ["rules"]
    assert plans_alike(story, course)


def test_it_does_again_what_was_lost_with_a_worker():
    story = newsletter().begin()
    course = Course(story.definition, story.attempts)
    assert not course.plan(NOW).starts
    lost = replace(story.attempts[-1], state="failed", forgiven=True, retry_at=NOW)
    story.attempts[-1] = lost
    course.put(lost)
    assert [start.number for start in course.plan(NOW).starts] == [2]
    assert plans_alike(story, course)


def test_it_begins_afresh_when_what_had_ended_is_written_anew():
    story = newsletter()
    story.plays("draft", wrote("A draft."))
    story.passes("rules")
    course = Course(story.definition, story.attempts)
    assert [start.key for start in course.plan(NOW).starts] == ["review"]
    story.attempts[1] = replace(story.attempts[1], state="failed", retry_at=NOW)
    course.put(story.attempts[1])
    assert [start.key for start in course.plan(NOW).starts] == ["draft"]
    assert plans_alike(story, course)


def test_it_takes_another_brief():
    story = Story(draft(for_each="brief.topics"), topics=["tea", "coffee"])
    course = Course(story.definition, story.attempts)
    assert len(course.plan(NOW).starts) == 2
    story.attempts[0] = replace(story.attempts[0], output={"text": "", "data": {"topics": ["tea"]}})
    course.put(story.attempts[0])
    assert plans_alike(story, course)


def test_it_plans_a_definition_whose_lists_come_from_below():
    story = Story(
        step("ideas", "transform", settings={"output": "lines"}),
        step("post", "generate", "ideas", for_each="steps.titles.data"),
        step("titles", "transform", "post"),
    )
    course = Course(story.definition, story.attempts)
    for attempt in (start.attempt for start in story.plan().starts):
        story.attempts.append(attempt)
        course.put(attempt)
    assert plans_alike(story, course)
    settled = story.settles("ideas", wrote())
    course.put(settled)
    assert plans_alike(story, course)


def test_it_says_each_time_that_a_list_can_not_be_read():
    story = Story(draft(), step("post", "generate", "draft", for_each="steps.draft.text"))
    course = Course(story.definition, story.attempts)
    assert plans_alike(story, course)
    for attempt in (story.begin().attempts[-1], story.settles("draft", wrote())):
        course.put(attempt)
    assert plans_alike(story, course)
    assert plans_alike(story, course)
    assert story.ended()[0] == "failed"


def calls(work: Callable[[], int]) -> float:
    """How many calls of functions a piece of work takes for each of the steps that it says it made."""
    counted = 0

    def count(frame: object, event: str, arg: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        steps = work()
    finally:
        sys.setprofile(None)
    return counted / steps


def carried(items: int) -> int:
    """Carries a run with so many items to its end, planning after each; returns how many steps it made."""
    definition = Definition(
        fields=(Field(key="topics", label="Topics", kind="list"),),
        steps=(
            draft(for_each="brief.topics"),
            step("rules", "rules", "draft", for_each="brief.topics"),
            step("page", "transform", "rules"),
        ),
        limits=Limits(attempts=10_000),
    )
    topics = {"topics": [f"topic {number}" for number in range(items)]}
    course = Course(definition, [Attempt(BRIEF, state="passed", output={"text": "", "data": topics})])
    flying: list[Start] = []
    steps = 0
    while not (planned := course.plan(NOW + timedelta(seconds=steps))).ending:
        for start in planned.starts:
            course.put(start.attempt)
            course.gather(start, FACTS)
        flying += planned.starts
        start = flying.pop(steps % len(flying))
        course.put(course.settle(start, Passed({"text": "A text."})))
        steps += 1
    return steps


def test_it_costs_no_more_per_step_however_many_items_there_are():
    carried(2)  # what is worked out once per process
    assert calls(lambda: carried(200)) < 1.3 * calls(lambda: carried(20))
