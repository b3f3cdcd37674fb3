"""A settings model becomes a form, and what the form sends becomes checked settings."""

import pytest
from pydantic import BaseModel

from workflows.forms.settings import SettingsForm
from workflows.forms.surroundings import Surroundings

AROUND = Surroundings(steps=(("draft", "Draft"),), fields=(("topic", "Topic"), ("audience", "Audience")))


def test_it_reads_every_kind_of_control(model, post):
    data = post(
        prompt="Write on {{ brief.topic }}.\n",
        route="judging",
        output="json",
        subject="draft",
        max_words="",
        passages="4",
        forbidden_phrases="best ever\r\n\r\n cheap \n",
        facts_from_brief=["topic", "audience"],
        **{"criteria-7-key": "", "criteria-7-name": "Sounds like us", "criteria-7-weight": "2.5"},
        **{"criteria-2-key": "facts", "criteria-2-name": "True", "criteria-2-must_pass": "on"},
    )
    form = SettingsForm(model, AROUND, data=data)
    assert form.is_valid(), form.errors
    assert form.settings == {
        "prompt": "Write on {{ brief.topic }}.\n",
        "route": "judging",
        "output": "json",
        "subject": "draft",
        "use_memory": False,
        "max_words": None,
        "passages": 4,
        "forbidden_phrases": ["best ever", "cheap"],
        "facts_from_brief": ["topic", "audience"],
        "criteria": [
            {
                "key": "sounds_like_us",
                "name": "Sounds like us",
                "description": "",
                "weight": 2.5,
                "must_pass": False,
            },
            {"key": "facts", "name": "True", "description": "", "weight": 1.0, "must_pass": True},
        ],
    }


def test_it_shows_what_is_kept(model):
    settings = {"prompt": "Hello", "forbidden_phrases": ["a", "b"], "criteria": [{"key": "k", "name": "N"}]}
    form = SettingsForm(model, AROUND, settings=settings)
    assert form["prompt"].value() == "Hello"
    assert form["passages"].value() == 6
    assert "a\nb</textarea>" in str(form["forbidden_phrases"])
    assert form["prompt"].help_text == "What the model is asked."
    assert [row["name"].value() for row in form.rows["criteria"]] == ["N"]
    assert '<option value="json">Parts</option>' in str(form["output"])
    assert "data-liquid" in str(form["prompt"])


def test_it_asks_in_the_order_of_the_model(model):
    names = [part.name for part in SettingsForm(model).parts]
    assert names == list(model.model_fields)


def test_it_puts_each_error_at_its_field(model, post):
    data = post(
        prompt="",
        passages="99",
        max_words="many",
        output="text",
        **{"criteria-0-name": "", "criteria-0-description": "half", "criteria-0-weight": "0"},
    )
    form = SettingsForm(model, data=data)
    assert not form.is_valid()
    assert form.errors == {
        "prompt": ["Fill this in."],
        "passages": ["Use 50 or less."],
        "max_words": ["Enter a whole number."],
    }
    assert form.rows["criteria"].forms[0].errors == {
        "name": ["Fill this in."],
        "weight": ["Use more than 0."],
    }


def test_it_says_what_is_wrong_with_a_list_as_a_whole(model, post):
    rows = {f"criteria-{n}-name": f"Rule {n}" for n in range(4)}
    form = SettingsForm(model, data=post(prompt="x", output="text", **rows))
    assert not form.is_valid()
    assert form.rows["criteria"].errors == ["Use 3 at most."]


def test_it_drops_rows_that_were_left_blank(model, post):
    rows = {
        "criteria-0-name": "",
        "criteria-0-weight": "1",
        "criteria-1-name": "Kept",
        "criteria-1-weight": "",
    }
    form = SettingsForm(model, data=post(prompt="x", output="text", **rows))
    assert form.is_valid()
    assert [(row["name"], row["weight"]) for row in form.settings["criteria"]] == [("Kept", 1.0)]


def test_it_never_gives_two_rows_one_key(model, post):
    rows = {"criteria-0-name": "Tone", "criteria-1-name": "Tone!", "criteria-2-name": "2nd"}
    form = SettingsForm(model, data=post(prompt="x", output="text", **rows))
    assert form.is_valid()
    assert [row["key"] for row in form.settings["criteria"]] == ["tone", "tone_2", "x_2nd"]


def test_it_keeps_showing_a_step_that_is_gone(model, post):
    form = SettingsForm(
        model, AROUND, settings={"prompt": "x", "subject": "old", "facts_from_brief": ["gone"]}
    )
    assert '<option value="old" selected>old (not there any more)</option>' in str(form["subject"])
    assert "gone (not there any more)" in str(form["facts_from_brief"])


def test_it_escapes_what_people_wrote(model):
    form = SettingsForm(model, settings={"prompt": "</textarea><script>alert(1)</script>"})
    assert "<script>" not in str(form["prompt"])


def test_it_refuses_a_type_that_no_form_can_ask():
    class Odd(BaseModel):
        anything: dict[str, int] = {}

    with pytest.raises(TypeError, match="No form control knows the type"):
        SettingsForm(Odd)
