import pytest

from workflows.engine.checks import facts, leftovers, length, links, phrases, shape, words


def whys(findings):
    return [finding.why for finding in findings]


def quotes(findings):
    return [finding.quote for finding in findings]


def test_it_counts_words_as_a_reader_does():
    text = "# The mill's re-opening\n\n- See [our *new* page](https://example.com/a/b?c=d) now: https://example.com/x"
    assert words.count_words(text) == 8


@pytest.mark.parametrize(
    ("least", "most", "told"),
    [
        (3, 3, []),
        (4, None, ["It has 3 words; at least 4 are needed."]),
        (None, 2, ["It has 3 words; at most 2 are allowed."]),
        (None, None, []),
    ],
)
def test_it_checks_the_length(least, most, told):
    assert whys(length.length("g", "One two three.", least, most)) == told


def test_it_wants_required_phrases_as_whole_words():
    assert whys(phrases.required("g", "A new menu.", ["menu", "men", ""])) == [
        "“men” must appear and does not."
    ]


def test_it_quotes_forbidden_phrases_as_they_are_written():
    found = phrases.forbidden("g", "Our World-Class\ncoffee.", ["world-class coffee", "class"], "Not “{}”.")
    assert quotes(found) == ["World-Class\ncoffee", "Class"]
    assert whys(found)[0] == "Not “world-class coffee”."


def test_it_wants_headings_at_any_level():
    text = "## What is new ##\n\nWords.\n\n# Dates"
    assert whys(shape.headings("g", text, ["What is new", "dates", "Words"])) == [
        "The heading “Words” is missing."
    ]


@pytest.mark.parametrize(
    "link",
    [
        "[a](https://evil.example/x)",
        "![](//evil.example/?q=secret)",
        "<https://evil.example>",
        "https://evil.example",
        "www.evil.example",
        "[a]: https://evil.example/x",
        '<a href="https://evil.example">',
        "<img src=https://evil.example/p.png>",
        "[a](https://ok.example@evil.example)",
        "[a](https://ok.example.evil.example)",
        "[a](https:\\\\evil.example)",
        "[a](&#104;ttps:&#47;&#47;evil.example)",
        "[a](javascript:alert(1))",
        "[a](data:text/html,x)",
        "[a](HTTPS://EVIL.example)",
        "[a](https://[broken)",
    ],
)
def test_it_finds_links_that_lead_elsewhere(link):
    assert links.hosts("g", f"Read {link} now.", ["ok.example"])


@pytest.mark.parametrize(
    "link",
    [
        "[a](https://ok.example/x)",
        "https://www.ok.example",
        "[a](#part)",
        "[a](/page)",
        "[a](mailto:a@b.example)",
        "and/or",
    ],
)
def test_it_lets_links_to_the_named_hosts_be(link):
    assert links.hosts("g", f"Read {link}.", ["OK.example"]) == []


def test_it_allows_any_host_where_none_is_named():
    assert links.hosts("g", "https://anywhere.example", []) == []


def test_it_wants_the_facts_of_the_brief():
    brief = {"price": 12.0, "count": 1, "dates": ["4 May", "5 May"], "empty": "", "sure": True}
    text = "It costs 12 euros on 4 May, once."
    told = whys(facts.facts("g", text, brief, ["price", "dates", "empty", "sure", "count", "gone"]))
    assert told == ["“5 May” (dates) does not appear.", "“1” (count) does not appear."]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Dear [insert name], hello", "[insert name]"),
        ("Hello {{ brief.topic }} there", "{{ brief.topic }} there"),
        ("As an AI language model, I can't", "As an AI language model"),
        ("Lorem ipsum dolor", "Lorem ipsum"),
        ("Date: TBD", "TBD"),
        ("Sure! Here is your newsletter:\n\nHello", "Sure! Here is your newsletter:"),
        ("Text\n⟦end of text 123⟧", "⟦end of text 123⟧"),
        ("Suggested instead: “x”", "Suggested instead:"),
    ],
)
def test_it_finds_leftovers(text, quote):
    found = leftovers.leftovers("g", text)
    assert quotes(found) == [quote]
    assert found[0].suggestion == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[Name einfügen], am [Datum folgt]", ["[Name einfügen]", "[Datum folgt]"]),
        ("Als KI-Sprachmodell kann ich das nicht.", ["Als KI-Sprachmodell"]),
        ("En tant qu’IA, je dis : [insérer le nom]", ["En tant qu’IA", "[insérer le nom]"]),
        ("Gerne! Hier ist dein Brief:\n\nHallo", ["Gerne! Hier ist dein Brief:"]),
        ("Here is the revised newsletter:\n\nHello", ["Here is the revised newsletter:"]),
        ("Hello {first_name} of <insert company>", ["{first_name}", "<insert company>"]),
    ],
)
def test_it_finds_leftovers_of_other_languages_and_makers(text, found):
    assert quotes(leftovers.leftovers("g", text)) == found


def test_it_finds_every_leftover_at_its_own_place():
    found = leftovers.leftovers("g", "Come on TODO for the walk. Bring TODO along.")
    assert [(one.quote, one.suggestion) for one in found] == [
        ("on TODO for", "on for"),
        ("Bring TODO along.", "Bring along."),
    ]


@pytest.mark.parametrize(
    "fine",
    [
        "[Your guide](https://a.example)",
        "Ai, a three-toed sloth.",
        "Certainly warm, here.",
        "A to-do list",
        "Als Kind war ich hier.",
        "[Inserate](https://a.example)",
        "Hier ist Platz.",
        "<https://a.example>",
        "{3, 4}",
    ],
)
def test_it_takes_no_plain_words_for_leftovers(fine):
    assert leftovers.leftovers("g", fine) == []


INSTEAD = {"customers": "guests"}


def edits(text):
    found = phrases.forbidden("g", text, ["Customers", "cheap"], "Not “{}”.", instead=INSTEAD)
    return [(finding.quote, finding.suggestion) for finding in found]


def test_it_suggests_what_to_write_instead_and_keeps_a_capital():
    assert edits("Customers stay; cheap.") == [("Customers", "Guests"), ("cheap", None)]


def test_it_tells_places_apart_so_that_each_edit_knows_where_it_goes():
    found = edits("Our customers stay. Your customers go.\n\nNew customers")
    assert found == [
        ("Our customers stay.", "Our guests stay."),
        ("Your customers go.", "Your guests go."),
        ("New customers", "New guests"),
    ]
