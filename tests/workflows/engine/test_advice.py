"""Advice: found where it holds, silent where it doesn't, and its change makes it go away and is sound."""

from dataclasses import replace

import pytest

from tests.workflows.newsletter import definition
from workflows.engine.advice import CHECKS, Known, advise, readiness
from workflows.engine.advice.adding import with_field, with_settings
from workflows.engine.definition import Definition, Field, Step
from workflows.engine.validate import validate

GOOD = Known(
    answerers={"draft": (("anthropic", "a"), ("openai", "b")), "rubric": (("openai", "b"), ("gemini", "c"))}
)
WHOLE = with_field(definition(min_words=100), Field(key="readers", label="Who is it for?"))
WRITES = Step(
    key="draft", kind="generate", title="Draft", settings={"prompt": "Write about {{ brief.topic }}."}
)
BARE = Definition(
    fields=(Field(key="topic", label="Topic"),),
    steps=(WRITES, Step(key="delivery", kind="deliver", title="Delivery", needs=("draft",))),
)
ONLY_WRITES = BARE.model_copy(update={"steps": (WRITES,)})
EACH = Definition(
    fields=(Field(key="topics", label="Topics", kind="list"),),
    steps=(
        WRITES.model_copy(update={"for_each": "brief.topics", "settings": {"prompt": "On {{ item }}."}}),
        Step(key="delivery", kind="deliver", needs=("draft",), for_each="brief.topics"),
    ),
)
ALWAYS = with_settings(WHOLE, "review", {"mode": "always"})
PINNED = with_settings(WHOLE, "draft", {"pin": "anthropic/a"})
ALONE = replace(GOOD, answerers={**GOOD.answerers, "draft": (("anthropic", "a"),)})
CLOSE = replace(GOOD, answerers={**GOOD.answerers, "rubric": (("anthropic", "a"), ("anthropic", "d"))})


def without(whole: Definition, gone: str, **needs: tuple[str, ...]) -> Definition:
    steps = (step for step in whole.steps if step.key != gone)
    return whole.model_copy(
        update={
            "steps": tuple(
                step.model_copy(update={"needs": needs.get(step.key, step.needs)}) for step in steps
            )
        }
    )


UNSEEN = without(WHOLE, "review", deliver=("rules", "rubric"))


def keys(whole: Definition, known: Known = GOOD) -> list[str]:
    return [advice.key for advice in advise(whole, known)]


def test_what_cant_be_published_is_less_ready():
    scores = [readiness(WHOLE, [], problems) for problems in (0, 1, 2, 99)]
    assert scores == sorted(scores, reverse=True) and scores[1] < 90 and scores[-1] == 0


def test_nothing_is_said_where_nothing_is_missing():
    assert keys(WHOLE) == []
    assert readiness(WHOLE, []) == 100


@pytest.mark.parametrize(
    ("key", "whole", "known"),
    [
        ("no_gate", BARE, GOOD),
        ("no_gate", EACH, GOOD),
        ("no_gate", ONLY_WRITES, GOOD),
        ("no_delivery", without(WHOLE, "deliver"), GOOD),
        ("no_delivery", ONLY_WRITES, GOOD),
        ("nobody_after_a_flag", UNSEEN, GOOD),
        ("stand_in", WHOLE, replace(GOOD, answerers=None)),
        ("same_judge", WHOLE, CLOSE),
        ("no_fallback", WHOLE, ALONE),
        ("no_fallback", PINNED, ALONE),
        ("no_owner", WHOLE, replace(GOOD, owner=False)),
        ("no_audience", definition(min_words=100), GOOD),
        ("untried", WHOLE, replace(GOOD, tried=False)),
        ("no_goldens", WHOLE, replace(GOOD, goldens=0)),
        ("no_length", with_settings(WHOLE, "rules", {"min_words": None}), GOOD),
        ("no_length", BARE, GOOD),
        ("always_reviewed", ALWAYS, replace(GOOD, unchanged=0.86)),
        ("no_purpose", WHOLE, replace(GOOD, purpose=False)),
    ],
)
def test_it_is_found_and_its_change_mends_it(key, whole, known):
    assert key in keys(whole, known)
    assert len(keys(whole, known)) == 1 or whole in (BARE, EACH, ONLY_WRITES)
    advice = next(one for one in advise(whole, known) if one.key == key)
    assert advice.sentence.endswith(".") and advice.why.endswith(".") and advice.does
    assert bool(advice.change) != bool(advice.place)
    if advice.change:
        assert [problem for problem in validate(advice.change) if problem.level == "problem"] == []
        left = keys(advice.change, known)
        assert key not in left or key == "no_fallback"  # who else may answer is up to the line-up
    assert readiness(whole, [key]) == round(100 * (1 - CHECKS[key][0] / sum(w for w, _ in CHECKS.values())))


def test_all_of_it_can_be_added_one_after_the_other():
    whole = BARE
    while changes := [advice.change for advice in advise(whole, GOOD) if advice.change]:
        whole = changes[0]
    assert keys(whole) == []
    assert [step.kind for step in whole.steps] == ["generate", "rubric", "rules", "review", "deliver"]
    assert [problem for problem in validate(whole) if problem.level == "problem"] == []


def test_a_delivery_is_added_behind_all_that_judges_the_piece():
    whole = without(without(WHOLE, "deliver"), "review")
    change = next(advice for advice in advise(whole, GOOD) if advice.key == "no_delivery").change
    assert change.steps[-1].kind == "deliver" and set(change.steps[-1].needs) == {"rules", "rubric"}


def test_a_gate_over_a_list_judges_each_entry():
    gate = next(advice for advice in advise(EACH, GOOD) if advice.key == "no_gate").change.step("rubric")
    assert gate.for_each == "brief.topics" and gate.needs == ("draft",)


def test_reviews_that_are_always_asked_are_fine_until_the_gates_are_known_to_be_good():
    assert keys(ALWAYS) == []
    assert keys(ALWAYS, replace(GOOD, unchanged=0.79)) == []


def test_the_audience_goes_into_the_prompt_and_old_briefs_stay_complete():
    change = next(advice for advice in advise(BARE, GOOD) if advice.key == "no_audience").change
    assert not change.fields[-1].required
    assert "{{ brief.audience }}" in change.step("draft").settings["prompt"]
    taken = with_field(BARE, Field(key="audience", label="Halls"))
    assert "no_audience" not in keys(taken)


def test_the_length_comes_from_what_was_delivered():
    known = replace(GOOD, words=(200, 410))
    change = next(advice for advice in advise(BARE, known) if advice.key == "no_length").change
    rules = next(step for step in change.steps if step.kind == "rules")
    assert (rules.settings["min_words"], rules.settings["max_words"]) == (140, 540)


def test_a_process_without_steps_has_no_advice_and_isnt_ready():
    assert keys(Definition()) == []
    assert readiness(Definition(), []) == 0
