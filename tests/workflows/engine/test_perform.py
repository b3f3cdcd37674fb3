from datetime import timedelta

import pytest

from tests.workflows.engine.fakes import Ports, inputs, piece, reply
from tests.workflows.engine.story import NOW, step
from workflows.engine.definition import Step
from workflows.engine.kinds import KINDS, role
from workflows.engine.outcomes import Failed


def test_it_names_an_unknown_kind():
    outcome = Ports().perform(step("x", "magic", title="Trick"), inputs())
    assert outcome == Failed("Step “Trick” has the unknown kind “magic”.", owner="agency")


def test_it_names_every_wrong_setting():
    outcome = Ports().perform(step("x", "generate", settings={"passages": -1}), inputs())
    assert (
        outcome.reason
        == "Step “x” has wrong settings. “Prompt” is missing. “Samples at most” must be 0 or more."
    )
    assert outcome.owner == "agency"


def test_it_gives_up_an_attempt_that_takes_too_long():
    slow = Step.model_construct(
        **{**step("x", "generate", settings={"prompt": "Write."}).model_dump(), "timeout": 0.01}
    )
    outcome = Ports(replies=[reply()], pause=5).perform(slow, inputs())
    assert (outcome.reason, outcome.retry_at) == (
        "Step “x” took longer than its 0.01 seconds.",
        NOW + timedelta(seconds=1),
    )


def test_it_tells_models_how_much_of_the_steps_time_is_left():
    judge = step("x", "rubric", settings={"criteria": [{"key": "tone", "name": "Tone"}]}, timeout=30)
    ports = Ports(replies=[reply(), reply()], pause=0.05)
    ports.perform(judge, inputs(piece=piece()))
    first, second = (request.seconds for request in ports.requests)
    assert 0 < second < first - 0.04 < 30


def test_it_lets_a_bug_be_a_bug():
    with pytest.raises(IndexError):
        Ports(replies=[]).perform(step("x", "generate", settings={"prompt": "Write."}), inputs())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_keeps_the_contract(kind):
    module = KINDS[kind].module
    assert all(callable(getattr(module, name)) for name in ("Settings", "perform", "explain", "check"))
    assert role(kind) != "gate" or callable(module.merit)


def test_an_unknown_kind_is_nothing_special_to_the_planner():
    assert role("magic") == "source"
