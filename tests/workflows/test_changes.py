"""Two definitions compared, in sentences."""

from tests.workflows.newsletter import definition
from workflows.changes import changes
from workflows.engine.definition import Field, Limits


def test_it_says_nothing_about_the_same():
    assert changes(definition(), definition()) == []


def test_it_names_what_is_new_gone_and_changed():
    before = definition()
    steps = [
        s.model_copy(update={"title": "House rules"}) if s.key == "rules" else s for s in before.steps[:-1]
    ]
    fields = (*before.fields, Field(key="season", label="Season"))
    after = before.model_copy(update={"steps": tuple(steps), "fields": fields, "limits": Limits(cost_usd=1)})
    assert changes(before, after) == [
        "Question “Season” is new.",
        "Step “deliver” is gone.",
        "Step “House rules”: Name: rules → House rules.",
        "Rounds that gates may ask for: 1 → 2.",
        "Cost limit in USD: none → 1.",
    ]


def test_it_names_a_setting_by_what_its_form_calls_it():
    assert changes(definition(), definition(rubric={"threshold": 8})) == ["Step “rubric”: Threshold: 3 → 8."]


def test_it_sees_a_new_order():
    before = definition()
    after = before.model_copy(update={"steps": before.steps[::-1]})
    assert changes(before, after) == ["The order of the steps changed."]
