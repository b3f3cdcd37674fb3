"""A step in economy mode: it orders and waits, it collects, and it asks at once where nothing came."""

from datetime import timedelta

import pytest

from tests.workflows.engine.fakes import Ports, inputs, passage, piece, reply
from tests.workflows.engine.story import NOW
from workflows.engine.definition import Definition, Step
from workflows.engine.kinds import KINDS
from workflows.engine.outcomes import Failed, Passed, Rejected, Waiting
from workflows.engine.tools import Came, Context, Ordered, Trouble

UNTIL = NOW + timedelta(hours=26)
ACCEPTED = Ordered(UNTIL, "A model answers in its vendor’s batch.")
MISSED = Came(None, missed="The batch ran out.")
CRITERIA = [{"key": "clear", "name": "Clear", "description": "It is."}]


def draft(**settings) -> Step:
    return Step(
        key="draft",
        kind="generate",
        title="Draft",
        settings={"prompt": "Write.", "economy": True, **settings},
    )


def judge() -> Step:
    settings = {"criteria": CRITERIA, "economy": True, "threshold": 5}
    return Step(key="judge", kind="rubric", needs=("draft",), settings=settings)


def marks(score: int, quote: str = "") -> dict:
    return {"clear": {"score": score, "quote": quote, "why": "It is.", "suggestion": None}}


def test_it_orders_and_waits_until_then():
    ports = Ports(taken=[ACCEPTED])
    outcome = ports.perform(draft(), inputs())
    assert outcome == Waiting("Step “Draft”: A model answers in its vendor’s batch.", UNTIL)
    assert len(ports.orders) == 1 and not ports.requests


def test_it_waits_on_and_asks_memory_nothing_where_it_has_ordered():
    ports = Ports(came=ACCEPTED)
    assert isinstance(ports.perform(draft(), inputs()), Waiting)
    assert not (ports.orders or ports.requests or ports.recalls)


def test_it_takes_the_answer_with_the_context_that_it_was_asked_with():
    then, now = Context(recalled=(passage(1),)), Context(recalled=(passage(2),))
    ports = Ports(came=Came(reply("From the batch."), then), context=now)
    outcome = ports.perform(draft(), inputs())
    assert isinstance(outcome, Passed) and outcome.output["text"] == "From the batch."
    assert [used["id"] for used in outcome.output["passages"]] == [1]


def test_it_asks_at_once_where_nothing_came_and_says_so():
    ports = Ports(came=MISSED, replies=[reply("At once.", route_note="A model answered.")])
    outcome = ports.perform(draft(), inputs())
    assert outcome.output["text"] == "At once."
    assert outcome.note == (
        "The batch ran out. It was asked at once instead, at the normal price. A model answered."
    )


def test_it_fails_by_setting_where_nothing_came_and_orders_anew_when_that_was_told():
    step = draft(if_late="fail")
    failed = Ports(came=MISSED).perform(step, inputs())
    assert isinstance(failed, Failed) and failed.retry_at is None
    assert failed.reason.startswith("Step “Draft”: The batch ran out. Resume the run")
    again = Ports(came=Came(None, missed="The batch ran out.", told=True), taken=[ACCEPTED])
    assert isinstance(again.perform(step, inputs()), Waiting)


def test_it_takes_a_reply_to_an_order_as_any_reply():
    outcome = Ports(taken=[reply("At once.", route_note="It has no batches.")]).perform(draft(), inputs())
    assert (outcome.output["text"], outcome.note) == ("At once.", "It has no batches.")


@pytest.mark.parametrize("permanent", [True, False])
def test_it_takes_trouble_with_an_order_as_any_trouble(permanent):
    outcome = Ports(taken=[Trouble("No credit.", permanent=permanent)]).perform(draft(), inputs())
    assert isinstance(outcome, Failed) and (outcome.retry_at is None) is permanent


def test_it_orders_nothing_where_economy_is_off():
    ports = Ports(replies=[reply()], came=ACCEPTED)
    assert isinstance(ports.perform(draft(economy=False), inputs()), Passed)


def test_a_judge_orders_and_collects_too():
    given = inputs(piece=piece())
    assert isinstance(Ports(taken=[ACCEPTED]).perform(judge(), given), Waiting)
    assert isinstance(Ports(came=Came(reply(data=marks(9)))).perform(judge(), given), Passed)
    assert isinstance(Ports(came=Came(reply(data=marks(1)))).perform(judge(), given), Rejected)


def test_a_judge_asks_again_at_once_where_its_answer_from_the_batch_cannot_be_read():
    invented = reply(data=marks(9, "Words that are not there."))
    ports = Ports(came=Came(invented), replies=[reply(data=marks(9))])
    assert isinstance(ports.perform(judge(), inputs(piece=piece())), Passed)
    assert len(ports.requests) == 1 and not ports.orders


@pytest.mark.parametrize("step", [draft(), judge()])
def test_its_sentence_says_what_it_costs_and_how_long_it_may_take(step):
    told = KINDS[step.kind].module.explain(step, Definition(steps=(step,)))
    assert "at half the price, and the run waits up to a day" in told
