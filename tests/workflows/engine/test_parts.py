import pytest

from workflows.engine.parts import Part, as_text, schema, wrong

TITLE, POINTS, SCORE = (
    Part(name="title"),
    Part(name="key_points", kind="list"),
    Part(name="score", kind="number"),
)
GOOD = {"title": "T", "key_points": ["a", "b"], "score": 1.5}


def test_it_asks_for_all_parts_and_nothing_else():
    asked = schema((TITLE, POINTS))
    assert (asked["required"], asked["additionalProperties"]) == (["title", "key_points"], False)
    assert asked["properties"]["key_points"] == {"type": "array", "items": {"type": "string"}}


def test_it_takes_what_is_as_declared():
    assert wrong(GOOD, (TITLE, POINTS, SCORE)) == ""


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (None, "it was not a JSON object"),
        ([], "it was not a JSON object"),
        ({"title": "T"}, "key_points, score was missing"),
        ({**GOOD, "more": 1}, "more was not asked for"),
        ({**GOOD, "title": 3}, "title was not of the right kind"),
        ({**GOOD, "key_points": ["a", 1]}, "key_points was not of the right kind"),
        ({**GOOD, "score": True}, "score was not of the right kind"),
        ({**GOOD, "score": float("nan")}, "score was not of the right kind"),
    ],
)
def test_it_says_what_is_wrong_with_a_reply(data, why):
    assert wrong(data, (TITLE, POINTS, SCORE)) == why


def test_it_writes_parts_as_markdown():
    assert as_text({"title": "T"}, (TITLE,)) == "T"
    assert as_text(GOOD, (TITLE, POINTS)) == "## Title\n\nT\n\n## Key points\n\n- a\n- b"
