"""What the client's own texts teach."""

from workflows.providers.offline.voice import kept_to, listen

VOICE = """# How we write

## Words we avoid

- customers → guests
- luxury → say what it is: linen
- nestled → stands, sits

Avoid: synergy, leverage.
"""
CONSTRAINTS = (
    "# Rules\n\n## Never say\n\n- lowest prices\n- “book now”, in any form\n\n## Always\n\n- Name it.\n"
)
SAMPLE = "Dear guests,\n\nThe stove is lit.\n\nBefore lunch:\n\n- Sit.\n\nYours,\nIda\n"


def heard():
    return listen(
        [
            {"kind": "voice", "text": VOICE},
            {"kind": "constraints", "text": CONSTRAINTS},
            {"kind": "sample", "text": SAMPLE},
        ]
    )


def test_it_learns_words_to_avoid_and_what_to_say_instead():
    assert dict(heard().avoid) == {
        "customers": "guests",
        "luxury": None,
        "nestled": "stands",
        "synergy": None,
        "leverage": None,
    }


def test_it_learns_what_is_never_said():
    assert heard().never == ("lowest prices", "book now")


def test_it_learns_how_letters_begin_and_end():
    assert heard().greeting == "Dear guests,"
    assert heard().sign_off == "Yours,  \nIda"
    assert heard().list_lead == "Before lunch:"


def test_it_takes_no_news_for_a_farewell():
    assert listen([{"kind": "sample", "text": "One.\n\nSee you on 14 January.\n"}]).sign_off == ""


def test_it_uses_headings_only_where_most_samples_do():
    flat, headed = (
        {"kind": "sample", "text": "# A\n\nText."},
        {"kind": "sample", "text": "# A\n\n## B\n\nText."},
    )
    assert not listen([flat, flat, headed]).headed
    assert listen([flat, headed]).headed


def test_it_learns_words_from_lessons_and_keeps_to_them():
    lessons = ["Write “guests”, not “customers”.", 'Say "ring" instead of "telephone".', "Short sentences."]
    learned = listen([{"kind": "lesson", "text": text, "pinned": True} for text in lessons])
    assert learned.learned == (("customers", "guests"), ("telephone", "ring"))
    assert dict(learned.avoid)["customers"] == "guests"
    assert kept_to("Customers telephone; customers write.", learned.learned) == "Guests ring; guests write."


def test_it_comes_to_an_end_where_a_lesson_wants_the_words_that_it_avoids():
    assert kept_to("An inn.", [("inn", "inn by the river")]) == "An inn."
