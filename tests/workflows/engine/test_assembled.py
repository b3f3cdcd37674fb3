"""A request taken apart: the stretches, put together again, are word for word what is sent."""

from datetime import UTC, datetime

import pytest

from workflows.engine import assembled
from workflows.engine.inputs import Inputs, RunFacts
from workflows.engine.kinds import generate, rubric
from workflows.engine.pieces import Piece
from workflows.engine.tools import Context, Passage

NOW = datetime(2026, 11, 27, tzinfo=UTC)
CONTEXT = Context(
    pinned=(
        Passage(0, 1, "Voice", "voice", "Plain and warm.", 1, pinned=True),
        Passage(0, 2, "Never", "constraints", "No discounts.", 1, pinned=True),
        Passage(7, 0, "", "lesson", "Write “house”.", 1, pinned=True),
        Passage(8, 3, "Facts", "facts", "Seven rooms.", 1, pinned=True),
    ),
    recalled=(Passage(9, 4, "Letter", "sample", "It rained.", 0.5),),
)
INPUTS = Inputs(
    RunFacts("preview", "Fernhill"),
    {"topic": "The quiet season", "points": ["One.", "Two."]},
    {"outline": {"text": "First, then."}},
)
PROMPT = """  Write about {{ brief.topic }}:
{% for p in brief.points %}- {{ p }}
{% endfor %}By {{ steps.outline.text }}
"""


def written(prompt: str = PROMPT, context: Context = CONTEXT) -> assembled.Assembled:
    settings = generate.Settings(prompt=prompt, instructions="You write for {{ client.name }}.")
    return assembled.writing(settings, INPUTS, context, NOW)


def whole(stretches) -> str:
    return "".join(stretch.text for stretch in stretches)


@pytest.mark.parametrize("context", [CONTEXT, Context()])
@pytest.mark.parametrize(
    "prompt", [PROMPT, "{{ brief.topic }}", "{% if brief.topic == '' %}x{% endif %}", "Plain."]
)
def test_together_the_stretches_are_what_is_sent(prompt, context):
    found = written(prompt, context)
    assert whole(found.context) == found.request.context
    assert whole(found.prompt) == found.request.prompt


def test_each_part_has_its_name():
    found = written()
    assert [s.part for s in found.context] == ["voice", "constraints", "lessons", "always", "instructions"]
    assert [(s.part, s.text) for s in found.prompt][1:] == [
        ("prompt", "Write about "),
        ("brief", "The quiet season"),
        ("prompt", ":\n- "),
        ("brief", "One."),
        ("prompt", "\n- "),
        ("brief", "Two."),
        ("prompt", "\nBy "),
        ("earlier", "First, then."),
    ]
    assert found.prompt[0].part == "recalled" and "It rained." in found.prompt[0].text


@pytest.mark.parametrize(
    "prompt",
    [
        "{% if brief.topic == 'The quiet season' %}Quiet.{% else %}Loud.{% endif %}",
        "{{ brief.topic | truncate: 9 }}",
        "{{ brief.topic | size }}",
    ],
)
def test_where_marks_would_change_the_words_it_is_told_as_a_whole(prompt):
    found = written(prompt, Context())
    assert [s.part for s in found.prompt] == ["prompt"]
    assert whole(found.prompt) == found.request.prompt


def test_a_judge_gets_criteria_brief_and_piece():
    settings = rubric.Settings(
        criteria=[{"key": "facts", "name": "Facts", "description": "Says what is so."}]
    )
    found = assembled.judging(
        settings, INPUTS, Piece("draft", {"text": "It is quiet."}, ("It is quiet.",), ())
    )
    assert whole(found.context) == found.request.context
    assert whole(found.prompt) == found.request.prompt
    assert [s.part for s in (*found.context, *found.prompt)] == ["instructions", "criteria", "brief", "piece"]
    assert "It is quiet." in found.prompt[1].text and "The quiet season" in found.prompt[0].text
