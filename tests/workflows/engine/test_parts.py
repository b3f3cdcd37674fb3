import pytest
from pydantic import ValidationError

from workflows.engine.parts import Part, filled, schema, wrong
from workflows.engine.parts_text import as_text, by_hand, read

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


ROOMS = Part.model_validate(
    {
        "name": "rooms",
        "kind": "records",
        "of": [
            {"name": "name"},
            {"name": "beds", "kind": "number"},
            {"name": "view", "kind": "choice", "options": ["river", "yard"]},
            {"name": "extras", "kind": "list", "optional": True},
        ],
    }
)
URGENT = Part(name="urgent", kind="yes_no")
ATTIC = {"name": "Attic", "beds": 2, "view": "river", "extras": ["stove", "desk"]}


def test_it_asks_for_entries_choices_and_what_may_stay_empty():
    rules = schema((ROOMS, URGENT))["properties"]
    entry = rules["rooms"]["items"]
    assert (entry["additionalProperties"], entry["required"]) == (False, ["name", "beds", "view", "extras"])
    assert entry["properties"]["view"] == {"type": "string", "enum": ["river", "yard"]}
    assert entry["properties"]["extras"]["anyOf"][1] == {"type": "null"}
    assert rules["urgent"] == {"type": "boolean"}


@pytest.mark.parametrize(
    ("entry", "fits"),
    [
        (ATTIC, True),
        ({**ATTIC, "extras": None}, True),
        ({**ATTIC, "view": "sea"}, False),
        ({**ATTIC, "beds": "two"}, False),
        ({"name": "Attic"}, False),
        ("Attic", False),
        ({**ATTIC, "more": 1}, False),
    ],
)
def test_it_reads_entries_strictly(entry, fits):
    why = wrong({"rooms": [ATTIC, entry], "urgent": True}, (ROOMS, URGENT))
    assert why == ("" if fits else "rooms was not of the right kind")


def test_what_stayed_empty_is_never_null_for_later_steps():
    seen = filled({"rooms": [{**ATTIC, "extras": None}]}, (ROOMS,))
    assert seen["rooms"][0]["extras"] == []
    assert filled({}, (Part(name="note", optional=True),)) == {"note": ""}


def test_entries_are_rewritten_by_hand_and_read_back():
    text = by_hand([ATTIC, {**ATTIC, "name": "Cellar: old", "extras": []}], ROOMS)
    assert text.splitlines()[:4] == ["name: Attic", "beds: 2", "view: river", "extras: stove | desk"]
    again = read(text, ROOMS)
    assert again[1]["name"] == "Cellar: old" and again[0]["extras"] == ["stove", "desk"]
    assert wrong({"rooms": again}, (ROOMS,)) == ""
    assert wrong({"rooms": read("nonsense", ROOMS)}, (ROOMS,)) == "rooms was not of the right kind"
    assert (read("Yes", URGENT), by_hand(True, URGENT)) == (True, "yes")


def test_entries_read_as_a_list():
    assert as_text({"rooms": [ATTIC]}, (ROOMS,)) == (
        "## Rooms\n\n- Name: Attic; Beds: 2; View: river; Extras: stove, desk"
    )


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ({"kind": "choice", "options": ["one"]}, "at least two choices"),
        ({"kind": "records"}, "at least one part of each entry"),
        ({"kind": "records", "of": [{"name": "a"}, {"name": "a"}]}, "are called “a”"),
        ({"kind": "records", "of": [{"name": "a", "kind": "records"}]}, "of"),
    ],
)
def test_it_refuses_what_could_not_be_asked_for(part, sentence):
    with pytest.raises(ValidationError, match=sentence):
        Part.model_validate({"name": "x", **part})


def test_a_simple_part_is_stored_as_it_always_was():
    assert Part(name="a", options=("left over",)).model_dump() == {
        "name": "a",
        "description": "",
        "kind": "text",
    }
