from reviews.desk import Desk
from workflows.engine.outcomes import Finding

TEXT = "We have the lowest prices.\n\nOur customers utilise the sauna."
FINDINGS = [
    Finding("rubric", "Claims", "No source.", "the lowest prices", "a fair rate", 3.0, must_pass=True),
    Finding("rubric", "Tone", "Plain words.", "Our customers utilise", "Guests use", 6.0),
    Finding("rules", "Length", "Too short."),
]


def test_it_starts_with_everything_open() -> None:
    desk = Desk.fresh(TEXT, FINDINGS)
    assert desk.final == TEXT and not desk.is_changed
    assert [card.tone for card in desk.open_cards] == ["bad", "warn", "warn"]
    assert [card.anchored for card in desk.cards] == [True, True, False]
    assert desk.offers_all


def test_it_applies_what_was_accepted() -> None:
    desk = Desk.answered(TEXT, FINDINGS, {"finding-1": "accept", "set": "2:dismiss"})
    assert desk.final == TEXT.replace("the lowest prices", "a fair rate")
    assert desk.accepted == (1,) and desk.dismissed == (2,)
    assert [card.number for card in desk.open_cards] == [3]
    assert 'mark-done" data-findings="1">a fair rate' in desk.marked.html


def test_it_accepts_all_that_offer_an_edit() -> None:
    desk = Desk.fresh(TEXT, FINDINGS).after("all")
    assert desk.final == "We have a fair rate.\n\nGuests use the sauna."
    assert [card.number for card in desk.open_cards] == [3]


def test_it_dismisses_all_that_are_open() -> None:
    desk = Desk.fresh(TEXT, FINDINGS).after("1:accept")
    assert desk.offers_none
    desk = desk.after("none")
    assert (desk.accepted, desk.dismissed, desk.open_cards) == ((1,), (2, 3), []) and not desk.offers_none
    assert [card.number for card in desk.after("3:").open_cards] == [3]


def test_it_takes_an_answer_back() -> None:
    desk = Desk.fresh(TEXT, FINDINGS).after("1:accept").after("1:")
    assert desk.final == TEXT


def test_it_carries_accepted_edits_into_a_text_edited_by_hand() -> None:
    merged = Desk.fresh(TEXT, FINDINGS).after("1:accept").after("merge")
    edited = merged.base.replace("We have", "You get")
    desk = Desk.answered(TEXT, FINDINGS, {"text": edited, "finding-1": "merged"})
    assert desk.final.startswith("You get a fair rate.")
    assert desk.accepted == (1,) and desk.is_edited_by_hand


def test_it_says_when_an_edit_does_not_fit() -> None:
    twice = Finding("rubric", "Tone", "Plain words.", "We", "They", 6.0)
    desk = Desk.answered("We came. We saw.", [twice], {"finding-1": "accept"})
    assert desk.open_cards[0].trouble and desk.accepted == ()


def test_it_takes_a_finding_for_settled_when_its_words_are_gone() -> None:
    desk = Desk.answered(TEXT, FINDINGS, {"text": "Something else.", "finding-1": "accept"})
    assert [card.gone for card in desk.cards] == [True, True, False]
    assert [card.number for card in desk.open_cards] == [3] and desk.accepted == ()


def test_it_settles_findings_on_the_same_words_by_one_edit() -> None:
    more = [*FINDINGS[:1], Finding("rules", "Forbidden", "Never say it.", "lowest"), FINDINGS[0]]
    desk = Desk.fresh(TEXT, more).after("all")
    assert desk.final == TEXT.replace("the lowest prices", "a fair rate")
    assert desk.open_cards == [] and desk.accepted == (1, 3)


def test_it_starts_over() -> None:
    desk = Desk.answered(TEXT, FINDINGS, {"text": "Other", "finding-1": "merged", "set": "reset"})
    assert desk.final == TEXT and desk.accepted == ()


def test_it_is_not_fooled_by_a_browsers_line_breaks() -> None:
    assert not Desk.answered(TEXT, FINDINGS, {"text": TEXT.replace("\n", "\r\n")}).is_changed


def test_it_ignores_what_it_does_not_know() -> None:
    form = {"finding-1": "explode", "finding-9": "accept", "set": "77:accept"}
    desk = (
        Desk.answered(TEXT, FINDINGS, form)
        .after("x")
        .after("é:accept")
        .after("²:accept")
        .after("9" * 5000 + ":accept")
    )
    assert desk.final == TEXT and len(desk.open_cards) == 3


def test_it_removes_words_whose_suggestion_is_nothing() -> None:
    finding = Finding("rubric", "Filler", "Says nothing.", "indeed ", "")
    desk = Desk.fresh("It is indeed warm.", [finding]).after("1:accept")
    assert desk.final == "It is warm." and desk.accepted == (1,)
