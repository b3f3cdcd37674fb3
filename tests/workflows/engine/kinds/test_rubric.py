import pytest

from tests.workflows.engine.fakes import Ports, inputs, piece, reply
from tests.workflows.engine.story import step
from workflows.engine.definition import Definition
from workflows.engine.kinds.rubric import explain, merit
from workflows.engine.outcomes import Failed, Finding, Passed, Rejected, Waiting
from workflows.engine.tools import Trouble

TEXT = "The mill turns. Two floors stay closed."
JUDGE = step(
    "judge",
    "rubric",
    "draft",
    settings={
        "criteria": [
            {"key": "tone", "name": "Tone", "scale": "10: dry. 0: loud.", "good": "Dry.", "bad": "Loud."}
        ]
    },
)


def marks(score=8, quote="The mill turns", **more):
    return {"tone": {"score": score, "quote": quote, "why": "So it is.", "suggestion": None, **more}}


def judged(*replies, **given):
    ports = Ports(replies=list(replies))
    given = {"piece": piece(TEXT), "brief": {"topic": "Mills"}, "writers": ("writer-1",), **given}
    return ports.perform(JUDGE, inputs(**given)), ports


def test_it_passes_with_the_scores_kept():
    outcome, _ = judged(reply(data=marks(8.5)))
    assert isinstance(outcome, Passed)
    assert (outcome.output, outcome.scores, outcome.note) == (
        {"text": TEXT},
        {"tone": 8.5},
        "8.5 of 10, threshold 7.0.",
    )


def test_it_rejects_below_the_threshold_with_the_evidence():
    outcome, _ = judged(reply(data=marks(4, suggestion="The wheel turns")))
    assert isinstance(outcome, Rejected)
    assert outcome.findings == (
        Finding("judge", "Tone", "So it is.", "The mill turns", "The wheel turns", 4.0),
    )
    assert not outcome.not_judged


def test_it_never_asks_the_model_that_wrote():
    _, ports = judged(reply(data=marks()))
    assert ports.requests[0].not_models == ("writer-1",)


def test_it_asks_for_the_pinned_judge_and_says_so():
    ports = Ports(replies=[reply(data=marks())])
    pinned = step("rubric", "rubric", settings={**JUDGE.settings, "pin": "openai/sol", "exclude": ["a/b"]})
    ports.perform(pinned, inputs(piece=piece(TEXT)))
    assert (ports.requests[0].pin, ports.requests[0].exclude) == ("openai/sol", ("a/b",))
    assert explain(pinned, Definition()).startswith("Only sol judges the piece")


def test_it_keeps_draft_and_brief_behind_fences():
    _, ports = judged(reply(data=marks()))
    request = ports.requests[0]
    assert TEXT not in request.context
    before, _, after = request.prompt.partition(TEXT)
    mark = before.rsplit("⟦text ", 1)[1].split("⟧")[0]
    assert after.strip() == f"⟦end of text {mark}⟧"
    assert "Scores: 10: dry. 0: loud.\nGood: Dry.\nBad: Loud." in request.context


def test_it_uses_another_fence_for_every_attempt():
    prompts = {judged(reply(data=marks()), number=n)[1].requests[0].prompt for n in (1, 2)}
    assert len(prompts) == 2


def test_it_asks_once_more_when_it_can_not_read_the_reply():
    outcome, ports = judged(reply(data=marks(quote="never written")), reply(data=marks()))
    assert isinstance(outcome, Passed)
    assert ports.requests[0].prompt != ports.requests[1].prompt


@pytest.mark.parametrize(("told", "asks"), [("next", 2), ("stop", 1)])
def test_it_flags_at_once_what_a_model_declines_to_judge_if_it_is_told_to(told, asks):
    judge = JUDGE.model_copy(update={"settings": {**JUDGE.settings, "on_refusal": told}})
    ports = Ports(replies=[reply(stop="refused"), reply(stop="refused")])
    outcome = ports.perform(judge, inputs(piece=piece(TEXT), brief={"topic": "Mills"}))
    assert outcome.not_judged and len(ports.requests) == asks
    assert ports.requests[0].on_refusal == told


def test_it_waits_where_no_judge_can_be_asked():
    outcome, _ = judged(Trouble("All are passed over.", permanent=False, retry_after=33, unasked=True))
    assert isinstance(outcome, Waiting)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (reply(data=None), "the reply was not a JSON object"),
        (reply(data=marks("10/10")), "the entry “tone” had no score from 0 to 10"),
        (
            reply(data={**marks(), "verdict": "pass"}),
            "the reply did not have exactly one entry per criterion (verdict)",
        ),
        (reply(data=marks(10), stop="truncated"), "the reply was cut off"),
        (reply(data=marks(10), stop="refused"), "the judge declined"),
    ],
)
def test_it_flags_what_it_could_not_judge(answer, why):
    outcome, _ = judged(answer, answer)
    assert isinstance(outcome, Rejected)
    assert outcome.not_judged
    assert outcome.findings[0].why == f"The piece could not be judged: {why}."
    assert outcome.output == {"text": TEXT}


def test_it_fails_for_a_time_when_no_judge_answers():
    outcome, _ = judged(Trouble("Overloaded.", permanent=False))
    assert isinstance(outcome, Failed)
    assert outcome.retry_at


def test_it_has_nothing_to_judge_without_a_piece():
    assert isinstance(judged(piece=None)[0], Failed)


def test_it_thinks_a_round_with_marks_better_than_one_without():
    assert merit(JUDGE, {"tone": 0.0}, ()) > merit(JUDGE, {}, ())


def test_it_thinks_a_failed_must_pass_worse_than_any_score():
    failed = Finding("judge", "Tone", "No.", must_pass=True)
    assert merit(JUDGE, {"tone": 9.0}, (failed,)) < merit(JUDGE, {"tone": 0.0}, ())
