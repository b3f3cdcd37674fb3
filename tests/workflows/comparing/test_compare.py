"""Two definitions compared: in plain words, per step and per question; prompts by word; one diagram for both."""

from tests.workflows.newsletter import definition
from workflows.comparing import compare, drawn
from workflows.engine.definition import Definition, Field, Limits, Step


def with_step(key: str, **changes: object) -> Definition:
    base = definition()
    steps = [step.model_copy(update=changes) if step.key == key else step for step in base.steps]
    return base.model_copy(update={"steps": tuple(steps)})


def lines(before: Definition, after: Definition) -> dict[str, tuple[str, str]]:
    return {line.label: (line.before, line.after) for p in compare(before, after).parts for line in p.lines}


def test_it_finds_nothing_between_a_definition_and_itself():
    assert not compare(definition(), definition())


def test_it_says_settings_in_the_words_of_their_form():
    after = with_step("review", settings={"mode": "audit", "audit_percent": 10, "who": "staff"})
    assert lines(definition(), after) == {
        "When a person is asked": ("Only flagged pieces", "Flagged pieces and a random share"),
        "Random share": ("0", "10"),
        "Who decides": ("The client", "The agency"),
    }


def test_a_default_that_is_spelled_out_is_no_difference():
    assert not compare(definition(), with_step("review", settings={"mode": "flagged", "who": "client"}))


def test_it_compares_prompts_by_word_and_lets_nothing_through():
    before = with_step("draft", settings={"prompt": "Write about {{ brief.topic }} kindly."})
    after = with_step("draft", settings={"prompt": "Write about {{ brief.topic }} <b>plainly</b>."})
    (part,) = compare(before, after).parts
    (line,) = part.lines
    assert line.words == (
        "Write about {{ brief.topic }} <del>kindly.</del><ins>&lt;b&gt;plainly&lt;/b&gt;.</ins>"
    )


def test_it_compares_criteria_by_what_they_are_called():
    criteria = [
        {"key": "facts", "name": "Facts", "description": "Says what the brief says.", "weight": 2.0},
        {"key": "voice", "name": "Voice"},
    ]
    after = definition(rubric={"criteria": criteria, "threshold": 8})
    assert lines(definition(), after) == {
        "Threshold": ("3", "8"),
        "Criteria, “Facts”: Weight": ("1", "2"),
        "Criteria, “Voice”": ("–", "is there"),
    }
    back = lines(after, definition())
    assert back["Criteria, “Voice”"] == ("is there", "–")


def test_it_sees_questions_orders_and_limits():
    before = definition()
    fields = (
        before.fields[1],
        before.fields[0].model_copy(update={"required": False}),
        Field(key="season", label="Season"),
    )
    after = before.model_copy(update={"fields": fields, "limits": Limits(cost_usd=0.5)})
    found = compare(before, after)
    assert [(part.what, part.title, part.mark) for part in found.parts] == [
        ("Question", "Season", "added"),
        ("Question", "Call to action", "removed"),
        ("Question", "Topic", "changed"),
        ("Limits", "Limits of a run", "changed"),
    ]
    assert "Question “Topic”: Must be answered: Yes → No." in found.sentences
    assert "Cost limit in USD: none → 0.5." in found.sentences
    assert found.sentences[-2:] == ["Rounds that gates may ask for: 1 → 2.", "Cost limit in USD: none → 0.5."]


def test_it_says_limits_in_the_words_of_their_form():
    after = definition().model_copy(
        update={"limits": Limits(revisions=1, cost_when_tight="degrade", cost_warn_percent=60)}
    )
    assert compare(definition(), after).sentences == [
        "Percent of the cost limit to warn at: 80 → 60.",
        "From the warning on: Go on as usual, and stop when the limit is met → "
        "Ask the route “cheap” only, and stop when the limit is met.",
    ]


def test_it_names_what_a_step_comes_after():
    found = lines(definition(), with_step("review", needs=("rubric",)))
    assert found == {"Comes after": ("rules, rubric", "rubric")}


def test_one_diagram_shows_what_came_went_and_changed():
    before = definition()
    steps = [step for step in before.steps if step.key != "rules"]
    steps[2] = steps[2].model_copy(update={"needs": ("rubric", "titles")})
    steps.append(Step(key="titles", kind="generate", title="Titles", settings={"prompt": "x"}))
    after = before.model_copy(update={"steps": tuple(steps)})
    wide, narrow = drawn(before, after, compare(before, after))
    for picture in (wide, narrow):
        assert picture.count("is-added") == 1
        assert picture.count("is-removed") == 1
        assert picture.count("is-changed") == 1
        assert picture.count("data-step=") == 1 + 6


def test_a_step_that_changed_its_kind_and_one_of_an_unknown_kind_are_told():
    after = with_step("rules", kind="oracle", settings={"depth": 3})
    assert lines(definition(), after) == {"Kind": ("Check by rules", "oracle"), "Depth": ("none", "3")}
