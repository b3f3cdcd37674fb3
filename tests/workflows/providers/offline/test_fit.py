"""Pouring values into a schema, whatever it calls its properties."""

from workflows.providers import schema
from workflows.providers.offline import fit

FOUND = [{"criterion": "tone", "score": 6.5, "quote": "utilise", "why": "Plain.", "suggestion": "use"}]


def test_it_fills_a_list_of_objects_by_the_meaning_of_their_names():
    properties = {
        "key": {"type": "string"},
        "rating": {"type": "integer"},
        "evidence": {"type": "string"},
        "reason": {"type": "string"},
        "edit": {
            "type": "object",
            "properties": {"quote": {"type": "string"}, "replacement": {"type": "string"}},
        },
    }
    wanted = {
        "type": "object",
        "properties": {
            "verdicts": {"type": "array", "items": {"type": "object", "properties": properties}},
            "remarks": {"type": "string"},
        },
        "required": ["verdicts", "remarks"],
    }
    made = fit.judgements(wanted, FOUND)
    assert made["verdicts"] == [
        {
            "key": "tone",
            "rating": 6,
            "evidence": "utilise",
            "reason": "Plain.",
            "edit": {"quote": "utilise", "replacement": "use"},
        }
    ]
    assert not list(schema.problems(made, wanted))


def test_it_gives_parts_the_types_that_are_asked_for():
    wanted = {
        "type": "object",
        "properties": {
            "tags": {"type": "array", "items": {"type": "string"}},
            "title": {"type": "string"},
            "minutes": {"type": "number"},
            "note": {"type": ["string", "null"]},
        },
    }
    made = fit.parts(wanted, {"tags": "one", "title": ["a", "b"], "extra": 1})
    assert made == {"tags": ["one"], "title": "a, b", "minutes": 0, "note": None}
