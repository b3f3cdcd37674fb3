from dataclasses import replace

from tests.workflows.engine.fakes import Ports, inputs, piece
from tests.workflows.engine.story import FACTS, step
from workflows.engine.kinds.rules import merit
from workflows.engine.outcomes import Failed, Passed, Rejected


def checked(text: str, given=None, **settings):
    given = given or inputs(
        piece=piece(
            text,
        ),
        brief={"price": "12 euros"},
    )
    return Ports().perform(step("rules", "rules", "draft", settings=settings), given)


def test_it_passes_the_piece_on_unchanged():
    assert checked("Fine words.") == Passed({"text": "Fine words."}, note="All rules kept.")


def test_it_rejects_with_a_finding_per_broken_rule():
    rejected = checked(
        "The cheapest. [insert date]",
        max_words=1,
        required_phrases=["menu"],
        forbidden_phrases=["cheapest"],
        required_headings=["Dates"],
        facts_from_brief=["price"],
    )
    assert isinstance(rejected, Rejected)
    assert [finding.criterion for finding in rejected.findings] == [
        "Length",
        "Required phrase",
        "Forbidden phrase",
        "Required heading",
        "Fact from the brief",
        "Leftover",
    ]
    assert {finding.gate for finding in rejected.findings} == {"rules"}
    assert rejected.output == {"text": "The cheapest. [insert date]"}


def test_it_keeps_what_the_client_says_never_to_say():
    given = inputs(piece=piece("Our artisanal tea."), run=replace(FACTS, forbidden=("artisanal",)))
    assert (
        checked("", given).findings[0].why
        == "The client's constraints or lessons say never to say “artisanal”."
    )
    assert isinstance(checked("", given, forbid_from_memory=False), Passed)


def test_it_lets_leftovers_be_when_told_to():
    assert isinstance(checked("Write {{ name }} here.", no_leftovers=False), Passed)


def test_it_refuses_another_language_than_the_client_s_when_told_to():
    english = "Two floors stay closed in January, and the kitchen cooks from what is in the cellar."
    german = inputs(piece=piece(english), run=replace(FACTS, language="de"))
    (finding,) = checked("", german, in_language=True).findings
    assert finding.criterion == "Language"
    assert finding.why == "It is in English; the client’s language is German. Write all of it in German."
    assert isinstance(checked("", german), Passed)
    assert isinstance(checked("", inputs(piece=piece(english)), in_language=True), Passed)


def test_it_hands_on_text_and_data_but_not_how_they_were_made():
    made = replace(piece("Fine."), output={"text": "Fine.", "data": [1], "model": "m", "passages": []})
    assert checked("", inputs(piece=made)).output == {"text": "Fine.", "data": [1]}


def test_it_has_nothing_to_judge_without_a_piece():
    assert isinstance(checked("", inputs()), Failed)


def test_it_refuses_to_choose_between_two_people_s_edits():
    assert "two people edited the same piece" in checked("", inputs(piece=piece("x", torn=True))).reason


def test_it_thinks_a_round_better_that_breaks_fewer_rules():
    one, two = (checked("word " * 3, max_words=1).findings, checked("", required_phrases=["a", "b"]).findings)
    assert merit(step("rules", "rules"), {}, one) > merit(step("rules", "rules"), {}, two)


def test_it_says_what_it_could_not_check_and_claims_nothing():
    wished = {"in_language": True, "min_reading_ease": 50, "claims_need_source": True, "word_forms": True}
    ukrainian = inputs(piece=piece("Піч у залі."), run=replace(FACTS, language="uk"))
    passed = checked("", ukrainian, **wished)
    assert isinstance(passed, Passed)
    assert passed.note == (
        "All rules kept that could be checked. Its language can’t be told: it has fewer than 12 words. "
        "In Ukrainian, reading ease isn’t measured, claims are looked for by English words only and other forms of a "
        "word aren’t looked for."
    )
    rejected = checked("", ukrainian, min_words=50, **wished)
    assert rejected.note.startswith("1 finding. Its language can’t be told")


def test_it_counts_characters_for_a_client_without_words():
    japanese = inputs(piece=piece("猫は二匹います。"), run=replace(FACTS, language="ja"))
    (finding,) = checked("", japanese, max_words=5).findings
    assert finding.why == "It has 7 characters, marks not counted; at most 5 are allowed."
