"""Whether a revision answered what was found, told from what the same gates say of it."""

import pytest

from tests.workflows.engine.story import Story, draft, step, wrote
from workflows.engine.attempts import BRIEF
from workflows.engine.definition import Limits
from workflows.engine.history import History
from workflows.engine.kinds import review
from workflows.engine.outcomes import Finding, Judgement, Passed, Rejected, Waiting
from workflows.engine.revisions import checked

FIRST = "We utilise the sauna. The lowest prices."
RUBRIC = {"criteria": [{"key": "tone", "name": "Tone"}]}
TONE = Finding("judge", "Tone", "Stiff.", "We utilise", score=4.0)
CLAIM = Finding("rules", "Must not say", "No.", "lowest prices")
SHORT = Finding("rules", "Length", "30 words too few.")


def story(**limits: int) -> Story:
    return Story(
        draft(),
        step("rules", "rules", "draft"),
        step("judge", "rubric", "draft", settings=RUBRIC),
        step("review", "review", "rules", "judge"),
        limits=Limits(**{"revisions": 2, **limits}),
    )


def sent_back(*by_rules: Finding) -> Story:
    """A first round that both gates want revised, and the revision's inputs."""
    told = story()
    told.plays("draft", wrote(FIRST))
    told.begin()
    if by_rules:
        told.settles("rules", Rejected(by_rules, output={"text": FIRST}))
    else:
        told.passes("rules")
    outcome = Rejected((TONE,), scores={"tone": 4.0}, output={"text": FIRST})
    told.settles("judge", outcome)
    return told


def became(told: Story) -> dict[str, tuple[str, str]]:
    found = checked(History(told.definition, told.attempts), ("draft", None), 2)
    return {one.finding.criterion: (one.became, one.why) for one in found}


def revised(told: Story, text: str) -> Story:
    told.begin()
    told.settles("draft", wrote(text))
    return told.begin()


def test_one_revision_is_told_of_the_findings_of_all_gates():
    told = sent_back(CLAIM, SHORT).begin()
    assert told.inputs("draft").findings == (CLAIM, SHORT, TONE)
    assert [a.number for a in told.attempts if a.key == "draft"] == [1, 2]


def test_it_knows_nothing_before_gates_have_looked_again():
    told = revised(sent_back(CLAIM), "We use it.")
    assert became(told) == {
        "Tone": ("unknown", "It hasn’t been judged again yet."),
        "Must not say": ("unknown", "It hasn’t been judged again yet."),
    }


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (8.0, ("addressed", "4 before, 8 now.")),
        (7.0, ("addressed", "4 before, 7 now.")),
        (6.0, ("open", "4 before, 6 now.")),
        (4.0, ("open", "4 before, 4 now.")),
        (3.0, ("worse", "4 before, 3 now.")),
    ],
)
def test_it_compares_a_criterion_by_its_score(score, expected):
    told = revised(sent_back(), "We use the sauna.")
    found = () if score >= 7 else (TONE,)
    outcome = (
        Passed({"text": ""}, found, {"tone": score})
        if score >= 7
        else Rejected(found, scores={"tone": score})
    )
    told.settles("judge", outcome)
    assert became(told)["Tone"] == expected


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        ((), ("addressed", "Not found any more.")),
        ((CLAIM,), ("open", "Found again.")),
        ((Finding("rules", "Must not say", "No.", "best in town"),), ("addressed", "Not found any more.")),
        ((CLAIM, Finding("rules", "Must not say", "No.", "best")), ("worse", "Found 2 times, before once.")),
        ((SHORT,), ("addressed", "Not found any more.")),
    ],
)
def test_it_compares_a_rule_by_the_places_where_it_is_broken(again, expected):
    told = revised(sent_back(CLAIM), "Fair prices.")
    told.settles("rules", Rejected(again) if again else Passed({"text": ""}))
    assert became(told)["Must not say"] == expected


def test_a_rule_about_the_whole_is_open_while_it_is_broken():
    told = revised(sent_back(SHORT), "Fair prices.")
    told.settles("rules", Rejected((Finding("rules", "Length", "12 words too few."),)))
    assert became(told)["Length"] == ("open", "Found again.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We use the sauna.", ("addressed", "The words are gone.")),
        ("We  UTILISE it still.", ("open", "The words are still there.")),
        ("We utilise it, we utilise it.", ("worse", "The words stand there 2 times, before once.")),
    ],
)
def test_where_a_judge_gave_no_score_the_words_decide(text, expected):
    told = revised(sent_back(), text)
    told.settles("judge", Rejected((Finding("judge", "Not judged", "Cut off."),), not_judged=True))
    assert became(told)["Tone"] == expected


def test_it_looks_at_what_a_person_marked_by_the_gate_that_had_found_it():
    told = story()
    told.plays("draft", wrote(FIRST))
    told.begin()
    told.passes("rules")
    told.settles("judge", Passed({"text": FIRST}, (TONE,), {"tone": 6.0}))
    told.plays("review", Waiting("A person decides."))
    mine = Finding("review", "Mine", "Too long.", "The lowest prices")
    told.settles("review", review.changes((TONE, mine), "Shorter."))
    revised(told, "We use the sauna.")
    told.settles("judge", Passed({"text": ""}, (), {"tone": 9.0}))
    assert became(told) == {
        "Tone": ("addressed", "4 before, 9 now."),
        "Mine": ("addressed", "The words are gone."),
    }


def test_a_round_that_was_not_the_best_is_told_by_its_own_scores():
    told = story(revisions=1)
    told.plays("draft", wrote(FIRST))
    told.begin()
    told.passes("rules")
    told.settles("judge", Rejected((TONE,), scores={"tone": 4.0}, output={"text": FIRST}))
    revised(told, "Worse.")
    told.passes("rules")
    worse = Rejected((TONE,), scores={"tone": 2.0}, judgements=(Judgement("sol", {"tone": 2.0}),))
    settled = told.settles("judge", worse)
    assert (settled.best_of, settled.scores) == (1, {"tone": 4.0})
    assert became(told)["Tone"] == ("worse", "4 before, 2 now.")


def test_a_first_round_answers_nothing():
    told = story()
    told.plays("draft", wrote(FIRST))
    history = History(told.definition, told.attempts)
    assert checked(history, ("draft", None), 1) == checked(history, (BRIEF, None), 1) == ()
