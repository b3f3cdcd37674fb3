"""The stand-in's judgement: by counting, with an exact quote."""

import pytest

from workflows.engine import rubrics
from workflows.engine.rubrics import Criterion
from workflows.providers.offline import fit, judge
from workflows.providers.offline.brief import read
from workflows.providers.offline.measures import Look
from workflows.providers.offline.voice import Voice

BRIEF = {
    "topic": "The wheel",
    "key_points": ["The wheel turns since 2 October.", "Bram Okell bakes at five."],
}
GOOD = "# The wheel\n\nThe wheel turns since 2 October. Bram Okell bakes at five.\n\nWrite to the house before noon.\n"


def look(piece=GOOD, voice=None, **more):
    return Look(piece, read(BRIEF), voice or Voice(), **more)


def judged(name, piece=GOOD, description="", bad="", **more):
    criterion = {"key": "k", "name": name, "description": description, "bad": bad}
    (answer,) = judge.judgements(look(piece, **more), [criterion])
    assert answer["quote"] in piece
    assert answer["why"]
    return answer


NAMES = [
    "Claims",
    "Facts",
    "One invitation",
    "Tone",
    "Clear",
    "The opening",
    "Structure",
    "Fresh",
    "Readers",
    "Zest",
]


@pytest.mark.parametrize("name", NAMES)
def test_it_lets_a_good_piece_pass(name):
    assert judged(name)["score"] >= 7


@pytest.mark.parametrize("name", NAMES)
def test_it_judges_an_empty_piece_without_failing(name):
    assert 0 <= judged(name, piece="")["score"] <= 10


def test_it_finds_what_the_client_never_says():
    answer = judged("Claims", GOOD + "\nWe have cheap rooms. Come.\n", voice=Voice(never=("cheap rooms",)))
    assert (answer["score"], answer["quote"], answer["suggestion"]) == (2.0, "We have cheap rooms.", "")


def test_it_lets_a_claim_pass_that_the_facts_support():
    piece = GOOD + "\nWe have the lowest prices here.\n"
    assert judged("Claims", piece)["score"] < 7
    assert judged("Claims", piece, facts=("Checked: the lowest prices, June 2026.",))["score"] >= 7


def test_it_finds_a_claim_in_a_headline_and_does_not_offer_to_drop_it():
    answer = judged("Claims", "# The best bread\n\nIt is warm.\n")
    assert (answer["score"], answer["quote"], answer["suggestion"]) == (4.0, "The best bread", None)


def test_it_offers_plain_words_for_inflated_ones():
    piece = "# Head\n\nOur customers can utilise the sauna throughout the duration of their stay.\n"
    answer = judged("Tone", piece, voice=Voice(avoid=(("customers", "guests"),)))
    assert answer["suggestion"] == "Our guests can use the sauna during their stay."
    assert answer["score"] < 7


def test_it_drops_a_word_that_only_decorates():
    answer = judged("Tone", "# H\n\nIt has a stunning view.\n", voice=Voice(avoid=(("stunning", None),)))
    assert answer["suggestion"] == "It has a view."


def test_it_misses_the_facts_of_the_brief():
    assert judged("Facts", "# The wheel\n\nIt is a lovely time of year.\n")["score"] < 7


def test_it_misses_an_invitation():
    assert judged("One invitation", "# H\n\nThe wheel turns.\n")["score"] < 7


def test_it_knows_a_stock_opening():
    answer = judged("The opening", "# H\n\nWe are excited to share our news. The wheel turns.\n")
    assert (answer["score"], answer["suggestion"]) == (4.0, "")


def test_it_offers_to_split_a_long_sentence():
    long = "The wheel turns all day and all night in the cold water of the river, and the bread that Bram bakes at "
    long += (
        "five comes to the table of every guest who is still awake enough to eat a slice of it with butter."
    )
    answer = judged("Clear", f"# H\n\n{long}\n")
    assert ". The bread" in answer["suggestion"]


def test_it_notices_what_was_said_before():
    sample = "Last month the wheel turns since 2 October. Bram Okell bakes at five. So it was."
    assert judged("Fresh", samples=(sample,))["score"] < 7


def test_it_takes_a_criterions_own_bad_example():
    assert judged("Zest", bad='Not "Bram Okell bakes".')["score"] == 4.0


@pytest.mark.parametrize(
    ("name", "description", "measure"),
    [
        ("A true detail opens it", "", "opening"),
        ("Understatement", "No superlatives.", "tone"),
        ("Nothing invented", "", "claims"),
        ("One reason, one invitation", "", "action"),
        ("It can be done before lunch", "There are up to three instructions.", "action"),
        ("Anything else", "Nothing that fits.", "overall"),
    ],
)
def test_it_chooses_the_measure_by_the_criterions_words(name, description, measure):
    assert judge.measure({"key": "k", "name": name, "description": description}).__name__ == measure


def test_it_answers_in_the_form_that_the_engine_reads():
    criteria = [Criterion(key="tone", name="Tone"), Criterion(key="facts", name="Facts")]
    found = judge.judgements(look(), [criterion.model_dump() for criterion in criteria])
    marks = rubrics.read(fit.judgements(rubrics.schema(criteria), found), GOOD, criteria)
    assert not isinstance(marks, str)
    assert set(marks) == {"tone", "facts"}
