"""Models that are passed over for a while, a step's time as the time of all of them, and what a refusal leads to."""

import asyncio
import time
from collections.abc import Mapping

import pytest

from tests.workflows.providers.asking import request
from tests.workflows.providers.scripted import Remembered, Scripted, no_key, overloaded, reply
from workflows.engine.tools import Reply, Request, Trouble
from workflows.providers import routes
from workflows.providers.base import Choice, Shut
from workflows.providers.router import Router

SONNET, OPUS, SOL = "claude-sonnet-5-5", "claude-opus-5-5", "gpt-6.2-sol"
REFUSED = reply("", stop="refused", why_stopped="cyber")


class Known:
    """A health of which the test says who is unwell."""

    def __init__(self, unwell: Mapping[str, float]) -> None:
        self.unwell = unwell
        self.said: list[tuple[str, Reply | Trouble]] = []

    async def ask(self, choice: Choice) -> Shut | str:
        seconds = self.unwell.get(choice.model)
        if seconds is None:
            return choice.model
        return Shut("is passed over until 14:05: overloaded three times in a row", seconds)

    async def heard(self, token: str, result: Reply | Trouble) -> None:
        self.said.append((token, result))


class Hanging(Scripted):
    """Never answers."""

    async def complete(self, asked: Request, model: str) -> Reply | Trouble:
        self.asked.append((model, asked))
        await asyncio.sleep(60)
        raise AssertionError("Nobody ended it.")


class Desk:
    def __init__(self, *vendors: Scripted, **unwell: float) -> None:
        self.vendors = {
            vendor.name: vendor for vendor in vendors or (Scripted("anthropic"), Scripted("openai"))
        }
        names = {"sonnet": SONNET, "opus": OPUS, "sol": SOL}
        self.health, self.ledger = Known({names[name]: wait for name, wait in unwell.items()}), Remembered()
        self.router = Router(
            self.vendors, routes.defaults(self.vendors), ledger=self.ledger, health=self.health
        )

    def ask(self, **wanted):
        return asyncio.run(self.router.complete(request(**wanted)))

    def asked(self):
        return [model for kind, model in self.ledger.lines if kind == "opened"]


def test_it_passes_over_who_is_unwell_and_says_why_and_until_when():
    desk = Desk(sonnet=40)
    answer = desk.ask()
    assert desk.asked() == [answer.model] == [SOL]
    assert answer.route_note == (
        "Claude Sonnet 5.5 is passed over until 14:05: overloaded three times in a row. GPT 6.2 Sol answered."
    )


def test_it_tells_how_each_call_went():
    desk = Desk()
    busy = overloaded(SONNET)
    desk.vendors["anthropic"].will(SONNET, busy)
    answer = desk.ask()
    assert desk.health.said[0] == (SONNET, busy)
    assert [model for model, _ in desk.health.said] == [SONNET, answer.model]


def test_it_waits_for_the_first_that_is_tried_again_where_all_are_unwell():
    trouble = Desk(Scripted("anthropic"), sonnet=40, opus=25).ask()
    assert (trouble.unasked, trouble.permanent, trouble.retry_after) == (True, False, 25)
    assert trouble.sentence.endswith("goes on by itself when one of them is tried again.")
    assert "Claude Opus 5.5 is passed over until 14:05" in trouble.sentence


def test_it_waits_for_who_is_unwell_where_the_others_have_no_key():
    desk = Desk(sonnet=40, opus=25)
    for model in (SOL, "gpt-6.2-astra"):
        desk.vendors["openai"].will(model, no_key("openai"))
    trouble = desk.ask()
    assert (trouble.unasked, trouble.permanent, trouble.retry_after) == (True, False, 25)
    assert "openai refuses the key." in trouble.sentence
    assert desk.asked() == [SOL]


def test_it_fails_where_somebody_was_asked_and_says_who_was_not():
    desk = Desk(Scripted("anthropic"), sonnet=40)
    desk.vendors["anthropic"].will(OPUS, overloaded(OPUS))
    trouble = desk.ask()
    assert (trouble.unasked, trouble.retry_after) == (False, None)
    assert "claude-opus-5-5 is overloaded." in trouble.sentence
    assert "Claude Sonnet 5.5 is passed over until 14:05" in trouble.sentence


def test_it_skips_all_models_of_a_server_that_can_not_be_reached():
    server = Scripted("compatible")
    away = Trouble("The server can't be reached.", False, provider="compatible", kind="unreachable")
    server.will("big", away)
    route = routes.of_one("server:ours", ["big", "small"])
    trouble = asyncio.run(Router({"server:ours": server}, route).complete(request()))
    assert trouble.sentence.startswith(away.sentence)
    assert [model for model, _ in server.asked] == ["big"]


def test_it_asks_nobody_else_where_a_model_declines_and_the_step_says_stop():
    desk = Desk()
    desk.vendors["anthropic"].will(SONNET, REFUSED)
    answer = desk.ask(on_refusal="stop")
    assert (answer.stop, answer.why_stopped) == ("refused", "cyber")
    assert desk.asked() == [SONNET]


def test_it_gives_the_refusal_back_then_whatever_went_wrong_before():
    desk = Desk()
    desk.vendors["anthropic"].will(SONNET, overloaded(SONNET))
    desk.vendors["openai"].will(SOL, REFUSED)
    answer = desk.ask(on_refusal="stop")
    assert isinstance(answer, Reply)
    assert "claude-sonnet-5-5 is overloaded." in answer.route_note
    assert desk.asked() == [SONNET, SOL]


@pytest.mark.parametrize("seconds", [0.2, 1.0])
def test_it_ends_with_the_steps_time_and_asks_nobody_else(seconds):
    desk = Desk(Hanging("anthropic"), Scripted("openai"))
    began = time.monotonic()
    trouble = desk.ask(seconds=seconds)
    assert time.monotonic() - began < 20
    assert not trouble.permanent
    assert "did not answer in the" in trouble.sentence and "raise “Gives up after”" in trouble.sentence
    assert "GPT 6.2 Sol was not asked, for the step's time was nearly over." in trouble.sentence
    assert desk.asked() == [SONNET]
    assert [kind for kind, _ in desk.ledger.lines] == ["opened", "settled"]


def test_it_gives_the_next_model_what_the_first_left():
    desk = Desk(Scripted("anthropic"), Hanging("openai"))
    desk.vendors["anthropic"].will(SONNET, overloaded(SONNET))
    trouble = desk.ask(seconds=0.5)
    assert desk.asked() == [SONNET, SOL]
    assert "claude-sonnet-5-5 is overloaded. GPT 6.2 Sol did not answer in the" in trouble.sentence


def test_it_holds_nothing_against_a_model_that_had_too_little_time():
    desk = Desk(Hanging("anthropic"))
    desk.ask(seconds=0.1)
    assert desk.health.said[0][1].kind == "late"


def test_it_needs_no_time_where_the_step_has_no_limit():
    assert Desk().ask(seconds=None).model == SONNET
