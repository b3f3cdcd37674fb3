"""A piece from a brief."""

from workflows.providers.offline.brief import read
from workflows.providers.offline.voice import Voice, listen
from workflows.providers.offline.write import heading, piece

BRIEF = {
    "topic": "The mill wheel",
    "key_points": [
        "The wheel turns at the Mill.",
        "Bram bakes at five.",
        "Bread: it comes warm to the table.",
    ],
    "must_mention": ["Saturday 19 December", "58 pounds"],
    "call_to_action": "Write to the house",
    "link": "https://wrenmoor.example",
}
LETTER = "Write the newsletter."
SHEET = (
    "# Facts\n\n## The Mill at Ennet\n\n- 18 rooms.\n- Dogs are welcome.\n\n## Strand House\n\n- No dogs.\n"
)


def test_it_says_what_has_to_be_said_exactly():
    text = piece(read(BRIEF), Voice(), LETTER)
    assert "To be exact: Saturday 19 December; 58 pounds." in text


def test_it_does_not_say_twice_what_a_point_says():
    text = piece(read({**BRIEF, "must_mention": ["at five"]}), Voice(), LETTER)
    assert text.count("at five") == 1


def test_it_ends_with_the_invitation_as_a_link():
    assert piece(read(BRIEF), Voice(), "").endswith("[Write to the house](https://wrenmoor.example)\n")


def test_it_gives_each_point_a_heading_where_the_prompt_asks_for_them():
    text = piece(read(BRIEF), Voice(), 'Give each part a heading ("## …").')
    assert "## Bram bakes at five\n\nBram bakes at five.\n" in text
    assert "## Bread\n\nIt comes warm to the table.\n" in text


def test_it_greets_and_takes_leave_in_a_letter_only():
    voice = Voice(greeting="Dear guests,", sign_off="Yours,  \nIda")
    assert "Dear guests," in piece(read(BRIEF), voice, LETTER)
    assert piece(read(BRIEF), voice, LETTER).endswith("Yours,  \nIda\n")
    assert "Ida" not in piece(read(BRIEF), voice, "Write the article.")


def test_it_fills_up_with_the_clients_facts_about_the_same_thing():
    told = read({**BRIEF, "house": "The Mill at Ennet"})
    text = piece(told, Voice(), "200 to 300 words", [SHEET])
    assert "**The Mill at Ennet.** 18 rooms. Dogs are welcome." in text
    assert "Strand House" not in text


def test_it_takes_no_facts_where_the_brief_is_long_enough():
    assert "18 rooms" not in piece(read(BRIEF), Voice(), "20 to 300 words", [SHEET])


def test_it_shows_a_bad_brief_as_it_is():
    told = read(
        {
            "topic": "X",
            "key_points": ["We have the lowest prices."] + ["A point of seven words, no more."] * 25,
        }
    )
    text = piece(told, listen([]), LETTER)
    assert "the lowest prices" in text
    assert text.count("A point of seven words, no more.") == 25


def test_it_cuts_a_heading_where_the_words_hang_together():
    assert heading("Go coarser by one notch, and only one.") == "Go coarser by one notch"
    assert len(heading("word " * 40).split()) == 8


def test_it_shows_what_was_asked_where_the_brief_says_nothing():
    assert piece(read({}), Voice(), "Write about the weather") == "Write about the weather.\n"
