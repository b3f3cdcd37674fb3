"""Answering findings as far as that needs no understanding."""

from workflows.engine.checks import facts, length, phrases, shape
from workflows.engine.outcomes import Finding
from workflows.providers.offline import prose
from workflows.providers.offline.revise import revision

PIECE = "# Head\n\nOur customers can utilise it. It is warm.\n\nWe have the lowest prices. Come.\n\nWrite to us.\n"
BRIEF = "We have the lowest prices.\nOur customers can utilise it."


def revised(*findings, piece=PIECE, **more):
    return revision(piece, [vars(finding) for finding in findings], BRIEF, **more)


def found(criterion, why, quote="", suggestion=None):
    return Finding("gate", criterion, why, quote, suggestion)


def test_it_makes_the_edit_that_a_finding_offers_and_no_other():
    text = revised(found("Tone", "Plain.", "Our customers can utilise it.", "Our guests can use it."))
    assert text == PIECE.replace("Our customers can utilise it.", "Our guests can use it.")


def test_it_takes_out_what_the_brief_did_not_ask_for():
    assert revised(found("Tone", "Empty.", "It is warm.", "")) == PIECE.replace(" It is warm.", "")


def test_it_leaves_what_the_brief_asked_for_to_a_person():
    finding = found("Claims", "No source.", "We have the lowest prices.", "")
    assert revised(finding) == PIECE
    assert "lowest" not in revised(finding, note="Take the claim out.")


def test_it_leaves_a_finding_without_an_offer_alone():
    assert revised(found("Forbidden phrase", "“lowest” must not appear.", "lowest")) == PIECE


def test_it_trims_to_the_limit_of_the_rules_and_keeps_each_points_first_sentence():
    long = (
        "# Head\n\n"
        + "\n\n".join(f"Point {n} stands. It goes on. And on." for n in range(10))
        + "\n\nWrite.\n"
    )
    (finding,) = length.length("rules", long, None, 60)
    text = revised(finding, piece=long)
    assert length.length("rules", text, None, 60) == []
    assert all(f"Point {n} stands." in text for n in range(10))


def test_it_trims_no_phrase_that_has_to_stay():
    long = "# Head\n\nOne stands. It costs 58 pounds. It goes on.\n\nWrite.\n"
    text = revised(*length.length("rules", long, None, 8), piece=long, keep=["58 pounds"])
    assert "58 pounds" in text
    assert "goes on" not in text


def test_it_stays_too_long_rather_than_lose_a_point():
    long = "# Head\n\n" + "\n\n".join(f"Point {n} stands here for itself." for n in range(25))
    assert prose.count(revised(*length.length("rules", long, None, 50), piece=long)) > 50


def test_it_adds_what_the_rules_miss():
    missing = [
        *phrases.required("rules", PIECE, ["Saturday 19 December"]),
        *facts.facts("rules", PIECE, {"price": "58 pounds"}, ["price"]),
        *shape.headings("rules", PIECE, ["What it costs"]),
    ]
    text = revised(*missing)
    assert phrases.required("rules", text, ["Saturday 19 December", "58 pounds"]) == []
    assert shape.headings("rules", text, ["What it costs"]) == []
    assert text.endswith("Write to us.\n")


def test_it_does_what_a_note_says_outright():
    assert "very warm" in revised(note="Please replace “It is warm” with “It is very warm”.")
    assert prose.count(revised(note="Make it shorter, please.")) < prose.count(PIECE)


def test_it_leaves_no_hole_behind():
    listed = "# Head\n\n- one\n- two\n\nEnd.\n"
    assert revised(found("x", "y", "one", ""), piece=listed) == "# Head\n\n- two\n\nEnd.\n"
