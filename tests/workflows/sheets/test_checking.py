"""Rows against the questions: every problem by row and column, and nothing guessed where two things could be meant."""

from datetime import date, datetime

import pytest

from tests.workflows.sheets.files import checked, xlsx
from workflows.engine.definition import Field

TOPIC = Field(key="topic", label="Main topic")
WORDS = Field(key="words", label="Words", kind="number", required=False)
FIELDS = (TOPIC, WORDS)


def of_kind(kind: str, cell: object, **more: object) -> object:
    """What a cell becomes, or the sentence that refuses it."""
    field = Field(key="it", label="It", kind=kind, **more)
    result = checked((field,), xlsx(["it"], [cell]))
    return result.problems[0].sentence if result.problems else result.briefs[0].values["it"]


@pytest.mark.parametrize(
    "header", ["topic", "Main topic", " MAIN  TOPIC ", "main_topic", "Topic", "Main topic *"]
)
def test_it_knows_a_column_by_key_or_words(header):
    assert checked(FIELDS, xlsx([header], ["Spring"])).briefs[0].values == {"topic": "Spring", "words": None}


def test_it_gives_each_brief_its_row():
    result = checked(FIELDS, b"topic,words\nSpring,750\n\nSummer,\n")
    assert [(brief.row, brief.values) for brief in result.briefs] == [
        (2, {"topic": "Spring", "words": 750}),
        (4, {"topic": "Summer", "words": None}),
    ]


def test_it_names_every_problem_by_row_and_column():
    result = checked(FIELDS, b"words,topic\nmany,\n12,Spring\nfew,Summer\n")
    assert result.briefs == []
    assert [(p.row, p.column, p.header, p.sentence) for p in result.problems] == [
        (2, "A", "Words", "“Words” must be a number like 750 or 12.5, not “many”."),
        (2, "B", "Main topic", "“Main topic” needs an answer."),
        (4, "A", "Words", "“Words” must be a number like 750 or 12.5, not “few”."),
    ]


@pytest.mark.parametrize(
    ("data", "column", "says"),
    [
        (
            b"topic,colour\na,red\n",
            "B",
            "“colour” is no question of this workflow. It asks: “Main topic”, “Words”.",
        ),
        (b"topic,Wrods\na,1\n", "B", "did you mean “Words”?"),
        (
            b"words\n12\n",
            "",
            "There is no column “Main topic”, which every brief needs: add it to the header.",
        ),
        (b"topic,Main topic\na,b\n", "B", "“Main topic” asks the same as column A: keep one of the two."),
        (b"topic,,words\na,b,1\n", "B", "Column B has no header, but something stands in it (row 2)."),
        (b"topic\na,b\n", "B", "Column B has no header"),
    ],
)
def test_it_names_a_column_that_is_wrong(data, column, says):
    (problem,) = checked(FIELDS, data).problems
    assert (problem.row, problem.column) == (1, column)
    assert says in problem.sentence


def test_it_leaves_empty_columns_be():
    assert checked(FIELDS, b"topic,,words,\na,,1,\n").problems == []


def test_it_asks_for_keys_where_words_are_not_enough():
    twins = (Field(key="one", label="Name"), Field(key="two", label="name"))
    assert checked(twins, b"one,two\na,b\n").briefs[0].values == {"one": "a", "two": "b"}
    assert checked(twins, b"Name,name\na,b\n").briefs[0].values == {"one": "a", "two": "b"}
    problems = checked(twins, b"NAME,two\na,b\n").problems
    assert "could be several questions: head the columns one and two instead" in problems[0].sentence


def test_it_says_what_is_left_unanswered_and_what_is_asked_twice():
    result = checked(FIELDS, b"topic\nSpring\nSummer\nSpring\n")
    assert result.notes == [
        "No column for “Words”: left unanswered in every brief.",
        "1 of the rows ask the same as an earlier one: 4. Each becomes a run of its own.",
    ]


def test_it_refuses_every_column_where_nothing_is_asked():
    (problem,) = checked((), b"topic\nSpring\n").problems
    assert "it asks nothing" in problem.sentence


OPTIONS = {"options": ("formal", "playful", "Half; half")}


@pytest.mark.parametrize(
    ("kind", "cell", "answer"),
    [
        ("line", 750, "750"),
        ("line", 0.1 + 0.2, "0.3"),
        ("line", True, "TRUE"),
        ("line", date(2026, 11, 30), "2026-11-30"),
        ("line", datetime(2026, 11, 30, 9, 5), "2026-11-30 09:05"),
        ("text", "One\nTwo", "One\nTwo"),
        ("number", 750.0, 750),
        ("number", 0.1 + 0.2, 0.3),
        ("number", "12,5", 12.5),
        ("date", date(2026, 11, 30), "2026-11-30"),
        ("date", "2026-11-30", "2026-11-30"),
        ("date", "5.1.2026", "2026-01-05"),
        ("choice", "Formal ", "formal"),
        ("choices", "formal;PLAYFUL", ["formal", "playful"]),
        ("choices", "Half; half\nformal", ["Half; half", "formal"]),
        ("list", "One\nTwo; three\n", ["One", "Two; three"]),
        ("list", "One; Two", ["One", "Two"]),
        ("list", "One; Two\n", ["One; Two"]),
        ("list", 7, ["7"]),
        ("yes_no", True, True),
        ("yes_no", 0, False),
        ("yes_no", "Ja", True),
        ("yes_no", "FALSCH", False),
        ("url", "https://example.com/a", "https://example.com/a"),
    ],
)
def test_it_reads_what_people_and_spreadsheets_write(kind, cell, answer):
    assert of_kind(kind, cell, **(OPTIONS if kind.startswith("choice") else {})) == answer


@pytest.mark.parametrize(
    ("kind", "cell", "says"),
    [
        ("number", "1,234", "may be 1234 or 1.234: write it without a comma."),
        ("number", "many", "must be a number"),
        ("number", True, "must be a number, not yes or no"),
        ("date", "11/12/2026", "must be a date like 2026-11-30"),
        ("date", datetime(2026, 11, 30, 9, 5), "not a date with a time"),
        ("date", 46356, "must be a date like 2026-11-30, not a number"),
        ("date", "31.2.2026", "must be a date that exists"),
        ("choice", "rude", "must be one of: formal, playful"),
        ("yes_no", "perhaps", "must be yes or no, not “perhaps”"),
        ("url", "example.com", "must be a web address"),
        ("line", "=1+1", "is a formula without its result"),
    ],
)
def test_it_guesses_nothing(kind, cell, says):
    assert says in of_kind(kind, cell, **(OPTIONS if kind.startswith("choice") else {}))
