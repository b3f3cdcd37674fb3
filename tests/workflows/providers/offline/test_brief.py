"""Sorting a brief's answers by their keys and their shapes."""

from workflows.providers.offline import brief


def test_it_sorts_the_answers_of_a_newsletter():
    told = brief.read(
        {
            "topic": "The wheel",
            "audience": "Guests",
            "key_points": ["One.", "Two."],
            "must_mention": ["58 pounds"],
            "call_to_action": "Write to us.",
            "cta_link": "https://example.com",
            "send_date": "2026-12-01",
            "notes": "Not for print.",
            "recipe": "15 grams",
        }
    )
    assert told.headline == "The wheel"
    assert told.points == ["One.", "Two."]
    assert told.must == ["58 pounds"]
    assert (told.action, told.link) == ("Write to us.", "https://example.com")
    assert told.details == [("Recipe", "15 grams")]
    assert not [text for text in told.facts() if "print" in text or "2026" in text or "Guests" in text]


def test_it_makes_points_of_bullets_and_paragraphs():
    assert brief.read({"key_points": "- one\n- two"}).points == ["one", "two"]
    assert brief.read({"news": "One\nline.\n\nAnother."}).points == ["One line.", "Another."]


def test_it_takes_a_headline_from_the_first_point_where_none_is_given():
    assert brief.read({"key_points": ["The roof leaks: on the sacks."]}).headline == "The roof leaks"


def test_it_writes_about_the_item_of_a_step_that_runs_once_per_item():
    told = brief.read({"topic": "Winter"}, item={"title": "The stove", "why": "It is lit at four."})
    assert told.headline == "The stove"
    assert told.opening == ["It is lit at four."]


def test_it_survives_an_empty_brief():
    assert brief.read({}).headline == ""
