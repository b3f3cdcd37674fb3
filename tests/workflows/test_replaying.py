"""The last pieces of a workflow by another threshold: what counts as one, and what people had decided on it."""

import pytest

from tenants.scope import tenant_tx
from tests.workflows.judged import attempt, decided, judged, publish, sent
from workflows.replaying import replayed

TONE = {"key": "facts", "name": "Facts"}


@pytest.fixture
def version(cast):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        yield publish(cast.ours)


def by(version, threshold=7.0, count=50, **more):
    return replayed(version.workflow, "rubric", {"criteria": [TONE], "threshold": threshold, **more}, count)


def titles(found):
    return [one.kept.piece.title for one in found]


def test_it_says_who_would_have_been_stopped_and_whether_it_was_sent(version):
    sent(judged(version, "Low", {"facts": 7.2}))
    judged(version, "High", {"facts": 9})
    found = by(version, 8)
    assert titles(found.stopped) == ["Low"] and found.stopped[0].kept.piece.sent
    assert (found.passed, found.would_pass, len(found.pieces)) == (2, 1, 2)


def test_it_knows_what_waits_for_a_person_because_of_another_gate(version):
    for title, state in (("At this moment", "waiting"), ("Before", "passed")):
        attempt(judged(version, title, {"facts": 7.2}), "review", state=state)
    found = by(version, 8).stopped
    assert {one.kept.piece.title: one.kept.piece.waits for one in found} == {
        "At this moment": True,
        "Before": False,
    }


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ({}, "approved as it was"),
        ({"edited": True}, "approved with edits"),
        ({"state": "rejected"}, "sent back for changes"),
        ({"state": "rejected", "final": True}, "rejected"),
    ],
)
def test_it_says_how_people_decided_on_what_would_have_passed(version, decision, words):
    run = judged(version, "Flagged", {"facts": 6.5}, flagged=True)
    decided(run, **decision)
    (freed,) = by(version, 6).freed
    assert freed.kept.piece.decided == words


def test_a_decision_on_an_earlier_text_says_nothing_about_the_last(version):
    run = judged(version, "Twice", {"facts": 6.5}, flagged=True)
    decided(run, "rejected")
    attempt(run, "rubric", 2, scores={"facts": 6.8}, flagged=True)
    (freed,) = by(version, 6).freed
    assert freed.kept.piece.decided == "" and freed.weighed.overall == 6.8


def test_it_takes_the_last_word_on_each_piece_and_none_that_is_still_being_revised(version):
    run = judged(version, "Revised", {"facts": 3})
    attempt(run, "rubric", 2, scores={"facts": 8})
    attempt(judged(version, "On its way", {"facts": 8}), "rubric", 2, state="rejected", scores={"facts": 2})
    found = by(version)
    assert [(one.kept.piece.title, one.weighed.overall) for one in found.pieces] == [("Revised", 8.0)]


def test_a_gate_that_named_an_earlier_round_as_best_has_the_judgements_of_that_round(version):
    run = judged(version, "Best", {"facts": 6.9}, {"facts": 6.7}, {"facts": 7.4})
    own = [{"model": "a", "scores": {"facts": 1}}]
    attempt(run, "rubric", 2, scores={"facts": 6.9}, best_of=1, flagged=True, judgements=own)
    (one,) = by(version).pieces
    assert [given["facts"] for given in one.kept.judgements] == [6.9, 6.7, 7.4]


def test_what_was_judged_before_judgements_were_kept_has_its_scores(version):
    attempt(judged(version, "Old", {}), "rubric", 2, scores={"facts": 7.5})
    assert by(version, 8).stopped


def test_it_leaves_out_what_was_not_judged_or_judged_by_something_else(version):
    judged(version, "Not judged", {}, flagged=True)
    judged(version, "Other", {"tone": 8})
    found = by(version)
    assert (found.unjudged, found.unlike, found.pieces) == (1, 1, ())


def test_judges_that_may_differ_by_less_would_have_stopped_it(version):
    judged(version, "Apart", {"facts": 9}, {"facts": 7.5})
    assert not by(version).stopped
    (one,) = by(version, disagreement=1).stopped
    assert [criterion.name for criterion in one.weighed.disputed] == ["Facts"]


def test_it_takes_the_newest_and_no_more_than_were_asked_for(version):
    for n in range(4):
        judged(version, f"Piece {n}", {"facts": 8})
    assert titles(by(version, count=2).pieces) == ["Piece 3", "Piece 2"]


def test_other_workflows_trials_and_other_clients_are_not_in_it(cast, version):
    judged(publish(cast.ours), "Another workflow's", {"facts": 8})
    trial = judged(version, "A trial", {"facts": 8})
    type(trial).objects.filter(pk=trial.pk).update(trial={})
    assert by(version).pieces == ()
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        judged(publish(cast.rival), "The rival's", {"facts": 8})
        assert by(version).pieces == ()
