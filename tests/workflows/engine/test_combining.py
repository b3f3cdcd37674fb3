"""A template and a client's workflow put together: nothing that either changed gets lost, and what clashes is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.engine.drawn import definitions
from tests.workflows.newsletter import definition
from workflows.engine.combining import combine
from workflows.engine.definition import Definition, Step
from workflows.engine.parted import parted, same, whole
from workflows.engine.validate import validate

BASE = definition()
DRAWN = definitions()


def changed(key: str, of: Definition = BASE, settings: dict | None = None, **values: object) -> Definition:
    steps = [
        step.model_copy(update={**values, "settings": {**step.settings, **(settings or {})}})
        if step.key == key
        else step
        for step in of.steps
    ]
    return of.model_copy(update={"steps": tuple(steps)})


def without(key: str, of: Definition = BASE) -> Definition:
    return of.model_copy(update={"steps": tuple(step for step in of.steps if step.key != key)})


def with_step(step: Step, after: str, of: Definition = BASE) -> Definition:
    at = [one.key for one in of.steps].index(after) + 1
    return of.model_copy(update={"steps": (*of.steps[:at], step, *of.steps[at:])})


def ordered(*keys: str) -> Definition:
    return BASE.model_copy(update={"steps": tuple(BASE.step(key) for key in keys)})


def keys(of: Definition) -> list[str]:
    return [step.key for step in of.steps]


def test_it_keeps_what_each_changed_alone():
    ours = changed("rubric", settings={"threshold": 8})
    theirs = changed("draft", settings={"prompt": "Anew: {{ brief.topic }}"}, title="Write")
    found = combine(BASE, ours, theirs)
    assert found.conflicts == ()
    assert found.definition == changed("draft", ours, {"prompt": "Anew: {{ brief.topic }}"}, title="Write")


def test_it_tells_what_both_changed_and_does_as_chosen():
    ours = changed("draft", settings={"prompt": "Ours"}, retries=4)
    theirs = changed("draft", settings={"prompt": "Theirs"}, timeout=90)
    found = combine(BASE, ours, theirs)
    assert found.conflicts == ("steps/draft/settings/prompt",)
    step = found.definition.step("draft")
    assert (step.settings["prompt"], step.retries, step.timeout) == ("Ours", 4, 90)
    taken = combine(BASE, ours, theirs, found.conflicts)
    assert taken.definition.step("draft").settings["prompt"] == "Theirs"
    assert taken.conflicts == found.conflicts


def test_both_may_stand_in_a_text_of_which_each_changed_other_lines():
    base = changed("draft", settings={"prompt": "One.\nTwo.\nThree."})
    ours = changed("draft", settings={"prompt": "One!\nTwo.\nThree."})
    theirs = changed("draft", settings={"prompt": "One.\nTwo.\nThree!"})
    name = "steps/draft/settings/prompt"
    found = combine(base, ours, theirs)
    assert (found.conflicts, found.texts) == ((name,), {name: "One!\nTwo.\nThree!"})
    assert found.definition == ours
    both = combine(base, ours, theirs, both=[name])
    assert both.definition.step("draft").settings["prompt"] == "One!\nTwo.\nThree!"
    assert both.conflicts == found.conflicts
    same = changed("draft", settings={"prompt": "One?\nTwo.\nThree."})
    assert combine(base, ours, same, both=[name]).texts == {}
    assert combine(base, ours, same, both=[name]).definition == ours


def test_it_finds_criteria_again_by_their_key():
    def criteria(**weights: float) -> Definition:
        rows = [{"key": key, "name": key.title(), "weight": weight} for key, weight in weights.items()]
        return changed("rubric", settings={"criteria": rows})

    base, ours = criteria(facts=1, voice=1, length=1), criteria(facts=2, voice=1, own=1, length=1)
    found = combine(base, ours, criteria(new=1, facts=1, voice=3))
    rows = found.definition.step("rubric").settings["criteria"]
    assert [(row["key"], row["weight"]) for row in rows] == [
        ("new", 1),
        ("facts", 2),
        ("voice", 3),
        ("own", 1),
    ]
    assert found.conflicts == ()


def test_a_default_that_is_said_is_no_change():
    ours = changed("draft", settings={"effort": "medium", "use_memory": True})
    found = combine(BASE, ours, changed("draft", settings={"effort": "high"}))
    assert found.conflicts == ()
    assert found.definition.step("draft").settings["effort"] == "high"


def test_steps_that_came_stand_behind_what_they_stood_behind():
    own = with_step(Step(key="own", kind="transform", needs=("draft",)), "draft")
    new = with_step(Step(key="new", kind="transform", needs=("rubric",)), "rubric")
    assert keys(combine(BASE, own, new).definition) == [
        "draft",
        "own",
        "rules",
        "rubric",
        "new",
        "review",
        "deliver",
    ]


def test_an_order_that_one_changed_stays_and_two_are_a_conflict():
    ours = ordered("draft", "rubric", "rules", "review", "deliver")
    theirs = ordered("rules", "draft", "rubric", "review", "deliver")
    assert keys(combine(BASE, ours, changed("draft", retries=0)).definition) == keys(ours)
    found = combine(BASE, ours, theirs)
    assert (found.conflicts, keys(found.definition)) == (("steps/#order",), keys(ours))
    assert keys(combine(BASE, ours, theirs, found.conflicts).definition) == keys(theirs)


def test_a_step_that_one_took_out_is_gone_and_the_chain_holds():
    ours = with_step(Step(key="own", kind="transform", needs=("rules",)), "rules")
    found = combine(BASE, ours, changed("review", without("rules"), needs=("rubric",)))
    assert "rules" not in keys(found.definition)
    assert found.definition.step("own").needs == ("draft",)
    assert found.definition.step("review").needs == ("rubric",)


@pytest.mark.parametrize("turned", [False, True])
def test_a_step_taken_out_that_the_other_changed_is_a_conflict(turned):
    gone, other = (
        changed("review", without("rules"), needs=("rubric",)),
        changed("rules", settings={"min_words": 9}),
    )
    sides = (other, gone) if turned else (gone, other)
    found = combine(BASE, *sides)
    assert found.conflicts == ("steps/rules",)
    assert ("rules" in keys(found.definition)) is turned
    assert ("rules" in keys(combine(BASE, *sides, found.conflicts).definition)) is not turned


def test_a_step_of_another_kind_is_taken_as_a_whole():
    ours = changed("rules", settings={"min_words": 9})
    theirs = BASE.model_copy(
        update={
            "steps": tuple(Step(key="rules", kind="transform") if s.key == "rules" else s for s in BASE.steps)
        }
    )
    found = combine(BASE, ours, theirs)
    assert found.conflicts == ("steps/rules",)
    assert found.definition.step("rules") == ours.step("rules")
    assert combine(BASE, ours, theirs, found.conflicts).definition.step("rules").kind == "transform"


def test_what_comes_out_says_what_is_wrong_with_it():
    ours = changed("draft", settings={"prompt": "{{ brief.points }}"})
    theirs = BASE.model_copy(update={"fields": tuple(f for f in BASE.fields if f.key != "points")})
    found = combine(BASE, ours, theirs)
    assert found.conflicts == ()
    told = [problem.sentence for problem in validate(found.definition)]
    assert any(sentence.startswith("The intake form has no question “points”.") for sentence in told)


@given(DRAWN)
def test_it_puts_together_what_it_took_apart(one):
    assert whole(parted(one), one) == one


@given(DRAWN, DRAWN)
def test_it_changes_nothing_where_only_one_did(base, one):
    assert combine(base, base, one).definition == one
    assert combine(base, one, base).definition == one
    assert combine(base, one, one).definition == one


def values(parts: object, at: str = "") -> dict[str, object]:
    """Everything that can be changed by itself."""
    if not isinstance(parts, dict):
        return {at: parts}
    return {
        name: value for key, inner in parts.items() for name, value in values(inner, f"{at}/{key}").items()
    }


@given(DRAWN, DRAWN, DRAWN, st.booleans())
def test_it_loses_no_change_and_invents_nothing(base, ours, theirs, take):
    first = combine(base, ours, theirs)
    found = combine(base, ours, theirs, first.conflicts if take else ())
    assert found.conflicts == first.conflicts
    before, mine, its, stands = (values(parted(one)) for one in (base, ours, theirs, found.definition))
    unsure = tuple(f"/{name}" for name in found.conflicts)
    for name in {*before, *mine, *its, *stands}:
        if name.startswith(unsure) or name.endswith("/needs"):
            continue
        sides = [side.get(name) for side in (mine, its)]
        wanted = [side for side in sides if side != before.get(name)] or [before.get(name)]
        assert stands.get(name) in wanted, name


@given(DRAWN, DRAWN, DRAWN)
def test_what_was_put_together_is_settled(base, ours, theirs):
    """The same template again has nothing more to say; and the keys are those that there were."""
    first = combine(base, ours, theirs).definition
    assert combine(theirs, first, theirs).definition == first
    assert {step.key for step in first.steps} <= {s.key for side in (base, ours, theirs) for s in side.steps}
    assert len({step.key for step in first.steps}) == len(first.steps)


@given(DRAWN, DRAWN)
def test_it_is_the_same_by_means_of_what_is_read_back(one, other):
    """A database keeps no order of settings."""
    turned = [
        side.model_copy(
            update={
                "steps": tuple(
                    step.model_copy(update={"settings": dict(reversed(step.settings.items()))})
                    for step in side.steps
                )
            }
        )
        for side in (one, other)
    ]
    assert all(same(parted(side), parted(back)) for side, back in zip((one, other), turned, strict=True))
