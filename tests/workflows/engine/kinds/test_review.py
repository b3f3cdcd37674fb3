from dataclasses import replace

import pytest

from tests.workflows.engine.fakes import Ports, inputs, piece
from tests.workflows.engine.story import FACTS, draft, found, step
from workflows.engine.definition import Definition
from workflows.engine.kinds import review
from workflows.engine.outcomes import Failed, Passed, Rejected, Waiting


def asked(mode: str, percent: float = 0, **given):
    ask = step("review", "review", "draft", settings={"mode": mode, "audit_percent": percent})
    return Ports().perform(ask, inputs(**{"piece": piece(), **given}))


def test_it_always_waits_for_a_person_when_told_to():
    assert isinstance(asked("always"), Waiting)


def test_it_waits_when_a_gate_flagged_the_piece():
    waiting = asked("flagged", flagged_by=("rules", "judge"))
    assert waiting == Waiting("A person decides, because rules and judge flagged the piece.")


def test_it_passes_by_itself_and_says_so():
    passed = asked("flagged")
    assert (passed.output, passed.by_person) == ({"text": "A draft."}, False)
    assert passed.note == "Passed without a person: no gate flagged it."


@pytest.mark.parametrize(("percent", "kind"), [(0, Passed), (100, Waiting)])
def test_it_draws_a_share_at_random(percent, kind):
    assert isinstance(asked("audit", percent), kind)


def test_it_waits_for_flags_whatever_the_draw():
    assert isinstance(asked("audit", 0, flagged_by=("rules",)), Waiting)


@pytest.mark.parametrize("mode", ["flagged", "audit"])
def test_it_shows_the_answer_to_whoever_asked_for_changes(mode):
    waiting = asked(mode, sent_back=True)
    assert waiting == Waiting("A person decides, because changes were asked for here before.")


def test_it_repeats_its_draw_for_the_same_run():
    runs = [replace(FACTS, id=f"run-{n}") for n in range(400)]
    drawn = [isinstance(asked("audit", 25, run=run), Waiting) for run in runs]
    assert drawn == [isinstance(asked("audit", 25, run=run), Waiting) for run in runs]
    assert 70 < sum(drawn) < 130


def test_it_has_nothing_to_show_without_a_piece():
    assert isinstance(asked("always", piece=None), Failed)


def test_it_takes_an_approval_for_exactly_the_text():
    data = {"text": "A draft.", "data": [1]}
    assert review.approved(data) == Passed(data, note="Approved.", by_person=True)
    assert review.approved(data, "A draft.").output == data


def test_it_leaves_data_behind_that_an_edit_made_wrong():
    edited = review.approved({"text": "A draft.", "data": [1]}, "Edited.")
    assert (edited.output, edited.note) == ({"text": "Edited."}, "Approved with edits.")
    assert edited.by_person


def test_it_takes_a_request_for_changes_and_a_rejection_for_a_person_s():
    changes = review.changes((found(),), "Softer.", "draft")
    assert isinstance(changes, Rejected)
    assert (changes.by_person, changes.final, changes.back_to, changes.note) == (
        True,
        False,
        "draft",
        "Softer.",
    )
    assert (review.rejected("No.").by_person, review.rejected("No.").final) == (True, True)


def told(**settings):
    ask = step("review", "review", "draft", settings=settings)
    return review.explain(ask, Definition(steps=(draft(), ask)))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "The client's reviewer decides on every piece within 48 hours."),
        (
            {"reviewers": ["ada@example.com"], "due_hours": 24},
            "ada@example.com decides on every piece within 24 hours.",
        ),
        (
            {"reviewers": ["Legal", "@owners"], "approvals": 2},
            "One of the group “Legal” and the agency’s owners decides on every piece within 48 hours. "
            "It takes 2 approvals of exactly the same text.",
        ),
        (
            {"somebody_else": True, "who": "staff"},
            "Somebody of the agency decides on every piece within 48 hours. "
            "Who started the run or edited the text last can’t be the only one to approve.",
        ),
        (
            {"escalate_hours": 1, "timeout_hours": 72, "pass_to": ["Legal"]},
            "The client's reviewer decides on every piece within 48 hours. After 1 hour the agency’s owners are asked "
            "too; after 72 hours without a decision it passes to the group “Legal”.",
        ),
        (
            {"timeout_hours": 72, "at_timeout": "stop"},
            "The client's reviewer decides on every piece within 48 hours. "
            "After 72 hours without a decision the run stops.",
        ),
    ],
)
def test_it_explains_who_decides_and_until_when(settings, sentence):
    assert told(**settings) == sentence


def problems(**settings):
    ask = step("review", "review", "draft", settings=settings)
    return [problem.sentence for problem in review.check(ask, Definition(steps=(draft(), ask)))]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"reviewers": ["a@b.c"], "approvals": 2}, "2 approvals are needed, but only 1 may decide."),
        ({"reviewers": ["@nobody"]}, "“@nobody” is nobody that Baton knows."),
        (
            {"who": "staff", "pass_to": ["@client"]},
            "The agency decides at this step, so the client’s reviewers can’t be asked here.",
        ),
        (
            {"escalate_hours": 5, "timeout_hours": 5},
            "By then it has stopped waiting, so nobody else would ever be asked.",
        ),
    ],
)
def test_it_names_what_can_t_work(settings, sentence):
    assert problems(**settings) == [sentence]


@pytest.mark.parametrize("settings", [{"reviewers": ["Legal"], "approvals": 2}, {"escalate_hours": 5}])
def test_it_lets_be_what_may_work(settings):
    assert problems(**settings) == []


def test_it_ends_the_run_when_nobody_decides_in_time():
    ended = review.timed_out("Nobody decided.")
    assert (ended.final, ended.by_person, ended.note) == (True, False, "Nobody decided.")
