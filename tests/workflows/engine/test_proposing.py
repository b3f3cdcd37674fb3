"""Whatever a model proposes, what comes of it can run, and says what was mended."""

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.engine import parts
from workflows.engine.mapping import Process
from workflows.engine.proposing import PARTS, Unusable, proposed
from workflows.engine.validate import validate

PROCESS = Process(
    "Guests come back.", ["Topic", "Facts"], ["The letter"], ["No invented facts"], "both", True
)
GOOD = {
    "fields": [
        {"question": "What is it about?", "kind": "line", "help": None, "required": True, "options": None, "why": "A."},
        {"question": "Mood", "kind": "choice", "help": "", "required": False, "options": ["calm", "glad"], "why": "B."},
    ],
    "steps": [
        {
            "title": "Letter", "kind": "generate", "after": [], "hands_over": True, "prompt": "Write it.\nBe warm.",
            "min_words": None, "max_words": None, "must_not_say": None, "why": "It is what guests get.",
        },
        {
            "title": "Length", "kind": "rules", "after": ["Letter"], "hands_over": False, "prompt": None,
            "min_words": 200, "max_words": 300, "must_not_say": ["luxury"], "why": "They count.",
        },
        {
            "title": "Judged", "kind": "rubric", "after": ["Letter"], "hands_over": False, "prompt": None,
            "min_words": None, "max_words": None, "must_not_say": None, "why": "Somebody reads it.",
        },
        {
            "title": "Post", "kind": "generate", "after": ["Letter"], "hands_over": True, "prompt": "A post.",
            "min_words": None, "max_words": None, "must_not_say": None, "why": "LinkedIn.",
        },
    ],
    "criteria": [{"name": "True", "description": "Only facts given.", "why": "They check facts."}],
}  # fmt: skip


def changed(place, **values):
    data = deepcopy(GOOD)
    name, number = place
    data[name][number] |= values
    return data


def test_a_good_proposal_becomes_a_workflow():
    assert parts.wrong(GOOD, PARTS) == ""
    made = proposed(GOOD, PROCESS)
    keys = [(step.key, step.kind) for step in made.definition.steps]
    assert keys == [
        ("letter", "generate"), ("length", "rules"), ("judged", "rubric"), ("check_by_staff", "review"),
        ("check_by_client", "review"), ("deliver_letter", "deliver"), ("post", "generate"),
        ("house_rules", "rules"), ("rubric", "rubric"), ("check_by_staff_2", "review"),
        ("check_by_client_2", "review"), ("deliver_post", "deliver"),
    ]  # fmt: skip
    step = made.definition.step
    assert step("length").settings == {"min_words": 200, "max_words": 300, "forbidden_phrases": ["luxury"]}
    assert step("check_by_client").settings == {"mode": "always", "who": "client"}
    assert step("post").needs == ("check_by_client",)  # made from what was approved
    assert "{{ steps.check_by_client.text }}" in step("post").settings["prompt"]
    assert (
        step("letter").settings["prompt"].startswith("Write it.\nBe warm.\nIt is for this: Guests come back.")
    )
    assert made.definition.fields[1].options == ("calm", "glad")
    assert made.whys["steps.letter"] == "It is what guests get." and made.whys["criteria.true"]
    assert [sentence for sentence in made.mended if "is added" in sentence] == list(made.mended)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            changed(("steps", 3), kind="podcast"),
            "“Post” is left out: Baton has no step of the kind “podcast”.",
        ),
        (
            changed(("fields", 0), kind="colour"),
            "“What is it about?” is answered in a line: Baton has no answer",
        ),
        (changed(("fields", 1), options=["one"]), "there was nothing to choose from"),
        (GOOD | {"fields": []}, "It proposed no questions"),
        (GOOD | {"fields": GOOD["fields"] * 15}, "It proposed 30 questions; only the first 20 are here."),
        (GOOD | {"steps": GOOD["steps"] * 9}, "It proposed 36 steps; only the first 12 are here."),
        (
            changed(("steps", 2), kind="rules"),
            "“Judged” is left out: “Letter” has a check of this kind already.",
        ),
    ],
)
def test_what_cannot_be_is_mended_and_said(data, said):
    made = proposed(data, PROCESS)
    assert said in "\n".join(made.mended)
    assert not [problem for problem in validate(made.definition) if problem.level == "problem"]


def test_a_proposal_that_writes_nothing_is_refused():
    with pytest.raises(Unusable, match="no step that writes"):
        proposed(GOOD | {"steps": GOOD["steps"][1:3]}, PROCESS)
    with pytest.raises(Unusable):
        proposed("I can't help with that.", PROCESS)


def test_its_words_reach_no_template():
    evil = "{{ client.name }}{% raw %} {{ steps.secret.text }}"
    data = changed(("steps", 0), prompt=evil, title=evil, why=evil)
    data["fields"][0] |= {"question": evil, "help": evil}
    made = proposed(data, PROCESS)
    written = made.definition.steps[0].settings["prompt"]
    assert "secret" in written and "{{ steps" not in written and "client.name }}" not in written
    assert "{%" not in written.replace("{% if brief.", "").replace("{% endif %}", "")


NAMES = (
    "question", "title", "kind", "after", "hands_over", "prompt", "options", "min_words", "max_words", "name",
)  # fmt: skip
ROW = st.fixed_dictionaries(
    {},
    optional={
        name: st.one_of(
            st.sampled_from(["generate", "rules", "rubric", "review", "Letter", "{{ x }}", "brief", "choice", "%}"]),
            st.booleans(),
            st.none(),
            st.floats(),
            st.lists(st.sampled_from(["Letter", "a", ""]), max_size=3),
            st.text(max_size=5),
        )
        for name in NAMES
    },
)  # fmt: skip


@settings(max_examples=200)
@given(st.fixed_dictionaries({name: st.lists(ROW, max_size=6) for name in ("fields", "steps", "criteria")}))
def test_whatever_is_proposed_it_can_run_or_is_refused(data):
    try:
        made = proposed(data, PROCESS)
    except Unusable as refused:
        assert "no step that writes" in str(refused)
    else:
        assert not [problem for problem in validate(made.definition) if problem.level == "problem"]
