"""The rules beyond the first ones: each finds what it is for, quotes it as it stands, and lets good text be."""

import time

import pytest
from pydantic import ValidationError

from workflows.engine.checks import (
    claims,
    facts,
    language,
    length,
    links,
    patterns,
    phrases,
    reading,
    repetition,
    shape,
)
from workflows.engine.checks.length import SectionLength
from workflows.engine.checks.patterns import Pattern
from workflows.engine.checks.words import section, sentences
from workflows.engine.parts import Part

ENGLISH = (
    "The stove in the hall is lit at four, whether anyone has arrived or not. The kitchen bakes in the morning, and "
    "the river does what rivers do."
)
GERMAN = (
    "Der Ofen in der Halle brennt ab vier Uhr, ob jemand angekommen ist oder nicht. Die Küche backt am Morgen, und "
    "der Fluss macht, was Flüsse machen."
)


def quotes(findings):
    return [finding.quote for finding in findings]


def test_it_counts_characters_as_a_form_does():
    assert length.characters("g", " Four ", 4, 4) == []
    assert length.characters("g", "Five!", None, 4)[0].why == "It has 5 characters; at most 4 are allowed."


def test_it_measures_sections_up_to_the_next_of_their_level():
    text = "# A\n\nOne two.\n\n## Inner\n\nThree.\n\n# B\n\nFour five six."
    assert section(text, "a").split() == ["One", "two.", "##", "Inner", "Three."]
    (finding,) = length.by_section(
        "g", text, [SectionLength(name="B", most=2), SectionLength(name="C", least=9)]
    )
    assert finding.why == "The section “B” has 3 words; at most 2 are allowed."


def test_it_finds_every_place_of_a_phrase():
    assert quotes(phrases.forbidden("g", "Cheap, CHEAP and cheaper.", ["cheap"], "{}")) == ["Cheap", "CHEAP"]


@pytest.mark.parametrize(
    ("words", "text", "tongue", "found"),
    [
        ("discount", "Discounts for all, discounted twice.", "en", ["Discounts", "discounted"]),
        ("special offer", "Our *special* offers end.", "en", ["special* offers"]),
        ("special offer", "Special. Offers end.", "en", []),
        ("Gutschein", "Mit Gutscheinen bezahlen.", "de", ["Gutscheinen"]),
        ("discount", "Discounts for all.", "ja", []),
    ],
)
def test_it_knows_other_forms_of_a_word(words, text, tongue, found):
    assert quotes(phrases.forbidden("g", text, [words], "{}", tongue)) == found
    assert bool(phrases.required("g", text, [words], tongue)) is not bool(found)


def test_it_wants_links_by_their_beginning():
    text = "[Book](https://www.example.com/book?from=mail)"
    assert links.required_links("g", text, ["example.com/book", "https://example.com"]) == []
    assert links.required_links("g", text, ["example.org"])[0].why == "No link leads to example.org."


def test_it_wants_a_call_to_action_at_the_end():
    text = "Write to the house. " + "And so on. " * 100
    assert shape.call_to_action("g", text + "Write to the house.", ["call us", "write to the house"]) == []
    assert shape.call_to_action("g", text, ["write to the house"])
    assert shape.call_to_action("g", text, []) == []


def test_it_wants_named_parts():
    wanted = [Part(name="title"), Part(name="tags", kind="list")]
    assert shape.named_parts("g", {"title": "A", "tags": ["b"]}, wanted) == []
    assert "tags was missing" in shape.named_parts("g", {"title": "A"}, wanted)[0].why
    assert "not a JSON object" in shape.named_parts("g", None, wanted)[0].why


@pytest.mark.parametrize(
    ("text", "source", "found"),
    [
        ("From 1,200 guests.", "1200 guests", []),
        ("It costs £12.50.", "12,50", []),
        ("Open at 4.30 on 6 March 2027.", "2027-03-06, 4.30 pm", []),
        ("Open at 16:30.", "at 16:30", []),
        ("40 % of guests return, 3 of 5 twice.", "3 of 5", ["40 %"]),
        ("1. First\n2. Second", "", []),
        ("See [page](https://example.com/2024/07) now.", "", []),
        ("In 2031.", "In 2030.", ["2031"]),
        ("The A4 paper and H2O.", "", []),
    ],
)
def test_it_finds_figures_that_nobody_gave(text, source, found):
    assert quotes(facts.unfounded("g", text, [source])) == found


@pytest.mark.parametrize(
    ("text", "source", "found"),
    [
        ("From €30 a night.", "We have 30 rooms.", ["€30"]),
        ("From €30 a night.", "30 rooms; price per night: 30", []),
        ("From €30 a night.", "30 euros a night, 30 rooms", []),
        ("From € 30.", "EUR 30", []),
        ("From $30.", "£30", ["$30"]),
        ("All 30 rooms.", "€30 a night", ["30 rooms"]),
        ("All 30 rooms.", "30 bedrooms", []),
        ("A 30-minute walk.", "30 min", []),
        ("A walk of 30 minutes.", "30 days", ["30 minutes"]),
        ("30% off.", "30 guests", ["30%"]),
        ("30% off.", "30 percent", []),
        ("30 per cent off.", "30%", []),
        ("We have 3 million readers.", "3 thousand readers", ["3 million readers"]),
        ("We have 3 million readers.", "3,000,000 readers", []),
        ("We have 3,000,000 readers.", "3 million readers", []),
        ("We have 3 million readers.", "3 to 5 million readers", []),
        ("From €3 million to €5 million.", "€3 to 5 million", []),
        ("From €3 to 5 million.", "€3 million to €5 million", []),
        ("We have 3 million readers.", "3 shops", ["3 million readers"]),
        ("We have 30k readers.", "30,000 readers", []),
        ("From 30 on.", "30 rooms", []),
        ("For 30 of them.", "30 rooms", []),
        ("It costs €30.", "30 includes breakfast", []),
        ("It costs €30.", "on 30 March", []),
        ("Open 24 hours.", "24/7", []),
    ],
)
def test_the_same_digits_for_something_else_are_found(text, source, found):
    assert quotes(facts.unfounded("g", text, [source])) == found
    assert quotes(facts.unfounded("g", text, facts.given(source, "en"))) == found


@pytest.mark.parametrize(
    ("text", "source", "tongue", "found"),
    [
        ("Ab 30 €.", "30 Zimmer", "de", ["30 €"]),
        ("Ab 30 Euro.", "Preis: 30", "de", []),
        ("Um 12 Uhr.", "12 Euro", "de", []),
        ("3 Millionen Leser", "3 Tausend Leser", "de", ["3 Millionen Leser"]),
        ("3 millions de lecteurs", "3 mille lecteurs", "fr", ["3 millions"]),
        ("30 habitaciones", "30 minutos", "es", ["30 habitaciones"]),
        ("30 stanze", "30 €", "it", []),
    ],
)
def test_units_are_known_in_other_languages_too(text, source, tongue, found):
    assert quotes(facts.unfounded("g", text, [source], tongue)) == found


def test_it_says_what_the_number_stands_for():
    (finding,) = facts.unfounded("g", "From €30.", ["All 30 rooms have a view."])
    assert (
        finding.why
        == "What the text was written from has this number only as “30 rooms”. Check it, or take it out."
    )


@pytest.mark.parametrize(
    ("text", "tongue", "found"),
    [
        ("Studies show that tea helps. We like it.", "en", ["Studies show that tea helps."]),
        ("[Studies](https://example.com) show that tea helps.", "en", []),
        ("The best hotel in the country, ever.", "en", ["The best hotel in the country, ever."]),
        ("About 40 % of guests return.", "en", ["About 40 % of guests return."]),
        ("Laut einer Umfrage kommen alle wieder.", "de", ["Laut einer Umfrage kommen alle wieder."]),
        ("The best of the morning is the bread.", "en", []),
        (
            "Studies show that tea helps. More on [our page](https://a.example/x.html). We are the market leader.",
            "en",
            ["Studies show that tea helps.", "We are the market leader."],
        ),
        ("Studies show it.[1] Surveys found more. (Source: [the survey](https://a.example))", "en", []),
        ("Surveys found more, says https://a.example/x.html. We like it.", "en", []),
        ("Selon une étude, le thé aide. Selon les saisons, non.", "fr", ["Selon une étude, le thé aide."]),
        ("Los estudios demuestran que ayuda.", "es", ["Los estudios demuestran que ayuda."]),
        ("Gli studi dimostrano che aiuta.", "it", ["Gli studi dimostrano che aiuta."]),
        ("Volgens onderzoek helpt thee. Volgens het recept ook.", "nl", ["Volgens onderzoek helpt thee."]),
        ("Estudos mostram que ajuda.", "pt-BR", ["Estudos mostram que ajuda."]),
    ],
)
def test_it_wants_sources_for_claims(text, tongue, found):
    assert quotes(claims.unsourced("g", text, tongue)) == found


def test_it_tells_easy_from_hard():
    hard = "Notwithstanding organisational considerations, implementation responsibilities necessitate reconsideration."
    assert reading.ease(ENGLISH, "en") > 70
    assert reading.ease(hard, "en") < 10
    assert reading.readable("g", hard, 50, "en")[0].criterion == "Reading ease"
    assert reading.readable("g", hard, None, "en") == []
    assert reading.readable("g", hard, 50, "xx") == []
    assert reading.readable("g", "", 50, "en") == []


@pytest.mark.parametrize("tongue", reading.LANGUAGES)
def test_it_has_syllables_for_each_language_of_a_formula(tongue):
    long, short = (
        ("Панорама. Километр.", "Да. До.") if tongue == "ru" else ("Panorama. Kilometer.", "Da. Do.")
    )
    assert reading.ease(long, tongue) < reading.ease(short, tongue)


def test_it_quotes_long_sentences():
    assert quotes(reading.long_sentences("g", "One two three four five six. Short.", 5)) == [
        "One two three four five six."
    ]


def test_it_cuts_sentences_where_a_reader_does():
    text = "# Not me.\n\n- Ask Dr. Moss, e.g. at 4.30 p.m. today. “Really?” she said.\n- No end"
    assert list(sentences(text)) == [
        "Ask Dr. Moss, e.g. at 4.30 p.m. today.",
        "“Really?”",
        "she said.",
        "No end",
    ]


def test_it_keeps_a_sentence_with_an_address_whole():
    text = (
        "Read [our *new* page](https://a.example/x_y.html?z=1) first. See https://b.example/c.html. Then go."
    )
    assert list(sentences(text)) == [
        "Read [our new page](https://a.example/x_y.html?z=1) first.",
        "See https://b.example/c.html.",
        "Then go.",
    ]


def test_it_knows_the_clients_language():
    assert language.in_language("g", ENGLISH, "en-GB") == []
    assert language.in_language("g", GERMAN, "de") == []
    (finding,) = language.in_language("g", GERMAN, "en")
    assert finding.why == "It is in German; the client’s language is English. Write all of it in English."
    assert finding.must_pass
    assert language.in_language("g", "Guten Morgen, Fluss.", "en") == []


def test_it_finds_what_was_said_before():
    old = ("November", f"{ENGLISH} Other words.")
    new = "New words here. Again the stove in the hall is lit at four, whether anyone comes."
    (finding,) = repetition.repeated("g", new, [old])
    assert finding.quote.startswith("Again the stove")
    assert "“November”" in finding.why
    assert repetition.repeated("g", new, []) == []


def test_patterns_say_where_and_why():
    phone = Pattern(name="Phone number", expression=r"\b0\d{3} \d{4}\b", why="No numbers in print.")
    (finding,) = patterns.matching("g", "Call 0123 4567.", [phone])
    assert (finding.criterion, finding.quote, finding.why) == (
        "Phone number",
        "0123 4567",
        "No numbers in print.",
    )
    signed = Pattern(name="Signature", expression="^Yours", must="appear")
    assert patterns.matching("g", "Hello.", [signed])[0].why == "“Signature” must appear and does not."


@pytest.mark.parametrize("expression", ["(", r"(?<=a)b", r"(a)\1", "a" * 501, ""])
def test_a_pattern_that_can_not_be_used_is_refused(expression):
    with pytest.raises(ValidationError):
        Pattern(name="x", expression=expression)


def test_no_pattern_takes_long():
    """The classic that keeps a backtracking engine busy for longer than the sun burns."""
    evil = Pattern(name="x", expression="(a+)+$")
    began = time.perf_counter()
    patterns.matching("g", "a" * 50_000 + "!", [evil])
    assert time.perf_counter() - began < 10
