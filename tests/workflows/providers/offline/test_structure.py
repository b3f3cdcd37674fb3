"""Parts out of a piece: titles, a summary, a list, a number."""

import pytest

from workflows.providers.offline import structure
from workflows.providers.offline.brief import read

TOLD = read({"topic": "The wheel", "key_points": ["Go coarser by one notch, and only one.", "Let it stand."]})
PIECE = (
    "# It is bitter\n\nTime it. Four minutes is **too long** for a mug of coffee.\n\n## Then\n\nGo coarser.\n"
)


def part(name, kind="text", description=""):
    return structure.parts([{"name": name, "kind": kind, "description": description}], TOLD, PIECE)[name]


def test_it_takes_titles_from_the_text():
    titles = part("options", "list", "Five titles, each at most 65 characters")
    assert titles[0] == "It is bitter"
    assert 3 <= len(titles) <= 5
    assert all(len(title) <= 65 for title in titles)


def test_it_recommends_one_of_its_own_titles():
    wanted = [
        {"name": "options", "kind": "list", "description": "Five titles"},
        {"name": "recommended", "kind": "text", "description": "The one of the five to take"},
    ]
    made = structure.parts(wanted, TOLD, PIECE)
    assert made["recommended"] == made["options"][0]


def test_it_summarises_with_the_first_sentences_and_without_marks():
    assert part("summary") == "Time it. Four minutes is too long for a mug of coffee."


@pytest.mark.parametrize("limit", ["at most 20 characters", "at most 4 words"])
def test_it_keeps_to_a_limit(limit):
    made = part("summary", description=limit)
    assert len(made) <= 20
    assert made


def test_it_counts():
    assert part("words", "number") > 10
    assert part("reading_minutes", "number") == 1


def test_it_makes_a_slug():
    assert part("slug") == "it-is-bitter"


def test_it_takes_its_parts_from_a_schema_where_nobody_named_them():
    wanted = structure.of_schema(
        {"properties": {"tags": {"type": "array"}, "n": {"type": "integer"}, "t": {}}}
    )
    assert [each["kind"] for each in wanted] == ["list", "number", "text"]


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("Write a summary of this:", "summary"),
        ("Propose five titles for this article.", "titles"),
        ("Polish this text. A good summary comes later.", None),
    ],
)
def test_it_sees_what_a_prompt_about_another_text_asks_for(prompt, name):
    wanted = structure.asked_for(prompt)
    assert (wanted and wanted["name"]) == name
