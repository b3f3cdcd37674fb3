"""Several judgements of one piece: near the threshold, by a panel, and what happens where one of them is none."""

import pytest

from tests.workflows.engine.fakes import Ports, inputs, piece, reply
from tests.workflows.engine.story import step
from workflows.engine.definition import Definition, Step
from workflows.engine.kinds.rubric import explain
from workflows.engine.outcomes import Failed, Judgement, Outcome, Passed, Rejected, Waiting
from workflows.engine.rubrics import DISPUTE
from workflows.engine.tools import NOBODY, Came, Ordered, Reply, Trouble

TEXT = "The mill turns. Two floors stay closed."
UNFIT = Trouble("No model of the route may answer.", permanent=True, owner="agency", kind=NOBODY)


def judge(**settings: object) -> Step:
    return step(
        "judge", "rubric", "draft", settings={"criteria": [{"key": "tone", "name": "Tone"}], **settings}
    )


def gives(score: float, model: str = "sol", quote: str = "The mill turns") -> Reply:
    mark = {"score": score, "quote": quote, "why": f"{model} says so.", "suggestion": None}
    return reply(data={"tone": mark}, asked=f"openai/{model}")


def judged(*replies: Reply | Trouble, **settings: object) -> tuple[Outcome, Ports]:
    ports = Ports(replies=list(replies))
    return ports.perform(judge(**settings), inputs(piece=piece(TEXT), writers=("writer",))), ports


def test_it_is_content_with_one_judgement_far_from_the_threshold():
    outcome, ports = judged(gives(7.6))
    assert isinstance(outcome, Passed) and len(ports.requests) == 1
    assert outcome.judgements == (Judgement("openai/sol", {"tone": 7.6}),)


@pytest.mark.parametrize(
    ("given", "passes", "spread"),
    [((7.2, 6.4, 6.6), False, "6.4 to 7.2"), ((6.8, 7.4, 7.1), True, "6.8 to 7.4")],
)
def test_it_asks_twice_more_near_the_threshold_and_the_median_counts(given, passes, spread):
    outcome, ports = judged(*map(gives, given))
    assert isinstance(outcome, Passed) is passes and len(ports.requests) == 3
    assert outcome.scores == {"tone": sorted(given)[1]}
    assert outcome.note.endswith(f"Judged 3 times, {spread}: the median counts.")
    assert [one.scores["tone"] for one in outcome.judgements] == list(given)


def test_it_asks_the_same_judge_again_behind_another_fence():
    _, ports = judged(gives(7), gives(7), gives(7))
    assert {request.heard for request in ports.requests} == {()}
    assert len({request.prompt for request in ports.requests}) == 3


def test_it_asks_nobody_again_with_no_margin():
    outcome, ports = judged(gives(7.0), margin=0)
    assert isinstance(outcome, Passed) and len(ports.requests) == 1


def test_a_criterion_that_must_pass_is_near_by_itself():
    criteria = [{"key": "tone", "name": "Tone", "must_pass": True}, {"key": "facts", "name": "Facts"}]
    mark = {"quote": "", "why": "So.", "suggestion": None}
    marks = {"tone": {**mark, "score": 7.1}, "facts": {**mark, "score": 10}}
    _, ports = judged(*[reply(data=marks)] * 3, criteria=criteria)
    assert len(ports.requests) == 3


def test_a_panel_is_of_different_models_and_never_of_the_writer():
    outcome, ports = judged(gives(9), gives(8, "opus"), gives(8.5, "flash"), judges=3)
    assert isinstance(outcome, Passed) and outcome.scores == {"tone": 8.5}
    assert [request.heard for request in ports.requests] == [
        (),
        ("openai/sol",),
        ("openai/sol", "openai/opus"),
    ]
    assert all(request.not_models == ("writer",) for request in ports.requests)


def test_a_panel_asks_somebody_again_where_the_route_has_nobody_else():
    outcome, ports = judged(gives(9), UNFIT, gives(8), judges=2)
    assert isinstance(outcome, Passed) and outcome.scores == {"tone": 8.5}
    assert [request.heard for request in ports.requests] == [(), ("openai/sol",), ()]


def test_a_panel_waits_for_a_judge_that_is_only_away():
    outcome, _ = judged(gives(9), Trouble("Overloaded.", permanent=False), judges=2)
    assert isinstance(outcome, Failed) and outcome.retry_at


def test_a_panel_of_a_step_that_allows_one_model_is_that_model_asked_again():
    _, ports = judged(gives(9), gives(9), judges=2, pin="openai/sol")
    assert [(request.heard, request.pin) for request in ports.requests] == [((), "openai/sol")] * 2


def test_judges_that_are_far_apart_flag_the_piece_and_are_named():
    outcome, _ = judged(gives(10), gives(6, "opus"), judges=2)
    assert isinstance(outcome, Rejected) and outcome.not_judged
    (finding,) = outcome.findings
    assert finding.criterion == DISPUTE
    assert "openai/sol gave 10, openai/opus gave 6" in finding.why
    assert outcome.scores == {"tone": 8.0} and len(outcome.judgements) == 2


def test_they_may_differ_by_more_where_the_step_allows_it():
    outcome, _ = judged(gives(10), gives(6, "opus"), judges=2, disagreement=4)
    assert isinstance(outcome, Passed)


def test_a_piece_that_fails_by_the_median_goes_back_with_its_findings_whoever_disagrees():
    outcome, _ = judged(gives(2), gives(3, "opus"), gives(9, "flash"), judges=3)
    assert isinstance(outcome, Rejected) and not outcome.not_judged
    assert [finding.criterion for finding in outcome.findings] == ["Tone"]
    assert outcome.note.endswith("Judges are far apart on “Tone”.")


def test_one_judgement_that_cannot_be_read_leaves_the_piece_unjudged():
    invented = gives(10, "opus", "Words that are not there.")
    outcome, ports = judged(gives(9), invented, invented, judges=2)
    assert isinstance(outcome, Rejected) and outcome.not_judged and not outcome.scores
    assert len(ports.requests) == 3


def test_in_economy_mode_the_first_is_ordered_and_the_others_are_asked_at_once():
    given, near = inputs(piece=piece(TEXT)), judge(economy=True)
    ordered = Ports(taken=[Ordered(None, "It waits.")])  # type: ignore[arg-type]
    assert isinstance(ordered.perform(near, given), Waiting) and not ordered.requests
    came = Ports(came=Came(gives(7)), replies=[gives(7.2), gives(7.4)])
    outcome = came.perform(near, given)
    assert isinstance(outcome, Passed) and outcome.scores == {"tone": 7.2}
    assert len(came.requests) == 2 and not came.orders
    assert explain(near, Definition()).endswith(
        "Further judgements are asked for at once, at the normal price."
    )


def test_its_sentence_says_how_many_judge():
    said = explain(judge(judges=3, margin=0), Definition())
    assert said.endswith("3 judges are asked, and the median counts.")
