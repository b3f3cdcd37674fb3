"""Reading JSON out of an answer, and telling what is wrong with it."""

import json

import pytest

from workflows.providers import schema

MARK = {
    "type": "object",
    "properties": {
        "score": {"type": "number", "minimum": 0, "maximum": 10},
        "why": {"type": "string"},
        "suggestion": {
            "anyOf": [{"type": "string"}, {"type": "null"}],
            "description": "What to write instead.",
        },
        "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 2},
        "done": {"type": "boolean"},
    },
    "required": ["score", "why"],
    "additionalProperties": False,
}
GOOD = {"score": 7.5, "why": "Because.", "suggestion": None, "tags": ["a"], "done": True}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GOOD),
        f"```json\n{json.dumps(GOOD)}\n```",
        f"Sure! Here you are:\n{json.dumps(GOOD)}\nAnything else?",
    ],
    ids=["bare", "fenced", "with talk"],
)
def test_it_finds_the_json_in_an_answer(text):
    assert schema.read(text, MARK) == (GOOD, "")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"score": "7"}, "“score” in the answer should be number, but is string"),
        ({"score": True}, "“score” in the answer should be number, but is boolean"),
        ({"score": 11}, "should be from 0 to 10"),
        ({"why": None}, "should be string, but is null"),
        ({"tags": ["c"]}, "Entry 1 of “tags” in the answer should be one of a, b"),
        ({"tags": ["a", "a", "a"]}, "at most 2"),
        ({"extra": 1}, "“extra”, which was not asked for"),
        ({"suggestion": 3}, "“suggestion” in the answer should be"),
    ],
)
def test_it_names_the_place_and_what_is_wrong(change, said):
    data, problem = schema.read(json.dumps({**GOOD, **change}), MARK)
    assert data is None
    assert said in problem


def test_it_names_what_is_missing():
    assert schema.read('{"score": 1}', MARK) == (None, "The answer lacks “why”.")


@pytest.mark.parametrize("text", ["", "no json", '{"score": 1', '{"score": NaN, "why": ""}', "[1, 2"])
def test_it_does_not_take_half_json_for_json(text):
    data, problem = schema.read(text, MARK)
    assert data is None
    assert problem.startswith("The answer is not JSON")


def test_it_closes_objects_and_drops_limits_for_sending():
    sent = schema.sendable({"type": "object", "properties": {"inner": MARK}, "required": ["inner"]})
    assert sent["additionalProperties"] is False
    inner = sent["properties"]["inner"]["properties"]
    assert inner["score"] == {"type": "number"}
    assert inner["tags"] == {"type": "array", "items": {"enum": ["a", "b"]}}
    assert inner["suggestion"] == MARK["properties"]["suggestion"]


def test_it_calls_a_schema_strict_only_if_all_is_required():
    assert not schema.is_strict(MARK)
    assert schema.is_strict({**MARK, "required": list(MARK["properties"])})
    assert not schema.is_strict({"type": "array", "items": MARK})
