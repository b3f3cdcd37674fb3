import pytest

from memory.wording import Ban, against, bans

RULES = """# Constraints

Prefer “guests” over “customers”. Say stay instead of sleepover.
Prefer Mondays to weekends.
Write “weir”, not “dam”.

## Words we avoid

- utilise → use
- nestled

## Never say

- “cheap”
- hidden gem (it is on every map)
"""


def test_it_finds_what_is_never_to_be_said_where_no_spaces_stand():
    text = "この部屋は静かです。とても安いです。"
    assert against(bans("## Never say\n\n- 安い"), text, "ja") == [("Never say “安い”.", "とても安いです。")]


def test_it_reads_what_is_never_to_be_written_and_what_instead():
    assert {(ban.avoid, ban.write) for ban in bans(RULES)} == {
        ("customers", "guests"), ("sleepover", "stay"), ("dam", "weir"), ("utilise", "use"), ("nestled", ""),
        ("cheap", ""), ("hidden gem", ""),
    }  # fmt: skip
    assert Ban("cheap").says == "Never say “cheap”."
    assert Ban("customers", "guests").says == "Write “guests”, not “customers”."


@pytest.mark.parametrize(
    "text",
    [
        "We prefer walking to driving.",
        "They say a lot instead of keeping quiet about the many things that are wrong.",
        "Rooms over the stables.",
        "As if you’d say it over the counter.",
        "We say hello over the garden fence, and use paper instead of that.",
        "",
    ],
)
def test_it_takes_no_other_sentence_for_a_rule(text):
    assert bans(text) == []


def found(text: str, **more) -> list[str]:
    return [sentence for _, sentence in against(bans(RULES), text, "en", **more)]


def test_it_finds_the_sentences_that_write_it_in_any_form():
    text = "Dinner is at 7. Our customers love it, and it is cheap!\n\nUtilising the weir. Two hidden gems await."
    assert against(bans(RULES), text, "en") == [
        ("Write “guests”, not “customers”.", "Our customers love it, and it is cheap!"),
        ("Never say “cheap”.", "Our customers love it, and it is cheap!"),
        ("Write “use”, not “utilise”.", "Utilising the weir."),
        ("Never say “hidden gem”.", "Two hidden gems await."),
    ]


def test_it_takes_a_sentence_that_forbids_for_no_use():
    assert found("Please never write “cheap” about us.") == []
    assert found("We never rent cheap rooms.") == ["We never rent cheap rooms."]
    assert found("We never rent cheap rooms.", is_rule=True) == []


def test_rules_that_agree_contradict_nothing():
    others = "## Forbidden claims\n\n- cheap rooms\n- Nestled in the hills\n\n## Words we avoid\n\n- cheap → fair\n"
    assert found(others, is_rule=True) == []
    assert found(RULES, is_rule=True) == []
    assert found("## How we sound\n\nCheap and cheerful.", is_rule=True) == ["Cheap and cheerful."]


def test_it_knows_a_tone_by_example_from_a_text():
    voice = "**Fair.** Prices are fair.\n\n- We write: “Rooms from 90.”\n- We don’t write: “Cheap rooms!”"
    assert found(voice, is_rule=True) == []


def test_what_is_quoted_belongs_to_the_sentence_that_quotes_it():
    voice = "- We don’t write: “Book now before it’s too late. Cheap\n  rooms, and a hidden gem!”\n"
    assert found(voice, is_rule=True) == []
    assert found(voice) == []
    assert found("She said: “Come. It is cheap!” Then she left. It was cheap.") == [
        "She said: “Come. It is cheap!” Then she left.",
        "It was cheap.",
    ]
    stray = 'A 5" pot.\n\nIt is cheap. It is a hidden gem.'
    assert found(stray) == ["It is cheap.", "It is a hidden gem."]
