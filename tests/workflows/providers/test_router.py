"""Which model answers, why, and what is reported when none does."""

import asyncio
import json
from datetime import date
from decimal import Decimal

import pytest

from tests.workflows.providers.asking import SCHEMA, request
from tests.workflows.providers.scripted import Remembered, Scripted, no_key, overloaded, reply
from workflows.engine.tools import Reply, Trouble
from workflows.providers import known, routes
from workflows.providers.catalogue import Model, Price
from workflows.providers.router import Router

SONNET, OPUS, SOL = "claude-sonnet-5-5", "claude-opus-5-5", "gpt-6.2-sol"
TODAY = date(2026, 11, 22)
GOOD = json.dumps({"title": "A title", "score": 8})


class Desk:
    """A router over two scripted vendors with the default routes."""

    def __init__(self, *vendors: str) -> None:
        self.vendors = {name: Scripted(name) for name in vendors or ("anthropic", "openai")}
        self.ledger = Remembered()
        self.router = Router(
            self.vendors, routes.defaults(self.vendors), ledger=self.ledger, today=lambda: TODAY
        )

    def ask(self, **wanted):
        return asyncio.run(self.router.complete(request(**wanted)))

    def asked(self):
        return [model for kind, model in self.ledger.lines if kind == "opened"]


@pytest.fixture
def desk():
    return Desk()


def test_it_asks_the_first_model_of_the_route_and_says_so(desk):
    answer = desk.ask()
    assert answer.model == SONNET
    assert answer.route_note == "Claude Sonnet 5.5 answered, the first choice of the route “writing”."


def test_it_prices_the_answer_by_the_model_that_gave_it(desk):
    assert desk.ask().cost_usd == Decimal("0.003")


def test_it_prices_a_dated_snapshot_as_its_model(desk):
    desk.vendors["anthropic"].will(SONNET, reply(model=f"{SONNET}-20261020"))
    assert desk.ask().cost_usd == Decimal("0.003")


def test_it_prices_a_servers_answer_by_the_name_that_the_server_was_asked_for():
    price = Price(TODAY, Decimal(1), Decimal(10), None, None, "its owner")
    row = Model("server:ours", "writer", "Our writer", 100_000, 8_000, (price,))
    server = Scripted("compatible")
    server.will("writer", reply(model="gpt-6.2-sol"))
    route = routes.of_one("server:ours", ["writer"])
    router = Router({"server:ours": server}, route, known.MODELS.with_rows([row]), today=lambda: TODAY)
    assert asyncio.run(router.complete(request())).cost_usd == Decimal("0.002")


def test_it_prices_no_vendors_answer_by_another_models_price(desk):
    desk.vendors["anthropic"].will(SONNET, reply(model="claude-haiku-5-5-20261020"))
    assert desk.ask().cost_usd == Decimal("0.00015")


def test_it_tells_no_effort_to_a_model_that_refuses_one():
    row = Model("anthropic", SONNET, "Sonnet", 100_000, 8_000, efforts=False)
    vendors = {"anthropic": Scripted("anthropic")}
    router = Router(vendors, routes.defaults(vendors), known.MODELS.with_rows([row]), today=lambda: TODAY)
    asyncio.run(router.complete(request()))
    [(_, asked)] = vendors["anthropic"].asked
    assert (asked.efforts, asked.ceiling) == (False, 8_000)


def test_it_leaves_an_unknown_model_unpriced(desk):
    desk.vendors["anthropic"].will(SONNET, reply(model="something-else"))
    assert desk.ask().cost_usd is None


def test_it_falls_over_to_the_next_model_and_says_why(desk):
    desk.vendors["anthropic"].will(SONNET, overloaded(SONNET))
    answer = desk.ask()
    assert answer.model == SOL
    assert answer.route_note == "claude-sonnet-5-5 is overloaded. GPT 6.2 Sol answered."


@pytest.mark.parametrize(
    "bad",
    [
        reply("", stop="refused", why_stopped="cyber"),
        reply("  \n"),
        reply("", stop="truncated", why_stopped="all 12,000 tokens went into thinking and none into text"),
        reply("Half", stop="unknown", why_stopped="it stopped for an unknown reason, “surprise”"),
    ],
    ids=["refused", "empty", "all thought", "unknown end"],
)
def test_it_falls_over_on_an_answer_that_is_none(desk, bad):
    desk.vendors["anthropic"].will(SONNET, bad)
    assert desk.ask().model == SOL


def test_it_gives_a_cut_answer_back_for_the_step_to_judge(desk):
    desk.vendors["anthropic"].will(SONNET, reply("Half", stop="truncated"))
    answer = desk.ask()
    assert (answer.stop, answer.model) == ("truncated", SONNET)


def test_it_asks_the_next_model_where_one_was_cut_at_its_own_end(desk):
    desk.vendors["anthropic"].will(SONNET, reply("Half", stop="truncated"))
    answer = desk.ask(max_output=128_000)
    assert answer.model == SOL
    assert answer.route_note == (
        "Claude Sonnet 5.5 was cut at the 128,000 tokens that it can write at most. GPT 6.2 Sol answered."
    )


@pytest.mark.parametrize("stop", ["truncated", "unknown"])
def test_it_gives_the_step_what_came_where_nobody_gives_better(stop):
    desk = Desk("anthropic")
    for model in (SONNET, "claude-opus-5-5"):
        desk.vendors["anthropic"].will(model, reply("", model, stop=stop, why_stopped="why"))
    answer = desk.ask()
    assert (answer.stop, answer.why_stopped, answer.model) == (stop, "why", "claude-opus-5-5")
    assert "Claude Sonnet 5.5 gave" in answer.route_note


def test_it_tries_again_later_where_another_might_have_answered(desk):
    for model in (SONNET, "claude-opus-5-5"):
        desk.vendors["anthropic"].will(model, reply("", model, stop="truncated", why_stopped="all thought"))
    for model in (SOL, "gpt-6.2-astra"):
        desk.vendors["openai"].will(model, overloaded(model, "openai"))
    trouble = desk.ask()
    assert not trouble.permanent
    assert "gpt-6.2-sol is overloaded." in trouble.sentence
    assert "Claude Sonnet 5.5 gave an empty answer: all thought." in trouble.sentence


def test_it_skips_a_vendor_whose_key_is_refused(desk):
    desk.vendors["anthropic"].will(SONNET, no_key())
    desk.vendors["openai"].will(SOL, overloaded(SOL, "openai"))
    answer = desk.ask()
    assert desk.asked() == [SONNET, SOL, "gpt-6.2-astra"]
    assert answer.model == "gpt-6.2-astra"


def test_it_stops_with_the_setting_to_fix_where_there_is_no_other_vendor():
    desk = Desk("anthropic")
    desk.vendors["anthropic"].will(SONNET, no_key())
    assert desk.ask() == no_key()
    assert desk.asked() == [SONNET]


def test_it_does_not_hide_our_bug_behind_another_model(desk):
    wrong = Trouble("Anthropic calls the request wrong.", True, "us", None, "anthropic", SONNET)
    desk.vendors["anthropic"].will(SONNET, wrong)
    assert desk.ask() == wrong
    assert desk.asked() == [SONNET]


def test_it_reports_every_model_and_the_shortest_wait_when_none_answers(desk):
    desk.vendors["anthropic"].will(SONNET, overloaded(SONNET, after=30.0))
    desk.vendors["openai"].will(SOL, overloaded(SOL, "openai", after=10.0))
    desk.vendors["anthropic"].will(OPUS, no_key())
    desk.vendors["openai"].will("gpt-6.2-astra", overloaded("gpt-6.2-astra", "openai"))
    trouble = desk.ask()
    assert (trouble.permanent, trouble.retry_after) == (False, 10.0)
    for said in (
        "claude-sonnet-5-5 is overloaded.",
        "gpt-6.2-sol is overloaded.",
        "anthropic refuses the key.",
    ):
        assert said in trouble.sentence


def test_it_gives_the_refusal_back_where_all_refuse():
    desk = Desk("anthropic")
    for model in (SONNET, OPUS):
        desk.vendors["anthropic"].will(model, reply("", model, stop="refused", why_stopped="cyber"))
    answer = desk.ask()
    assert isinstance(answer, Reply)
    assert (answer.stop, answer.why_stopped) == ("refused", "cyber")


def test_it_parses_json_by_itself(desk):
    desk.vendors["openai"].will(SOL, reply(f"Here it is:\n```json\n{GOOD}\n```", SOL, "openai"))
    answer = desk.ask(route="structured", schema=SCHEMA)
    assert answer.data == {"title": "A title", "score": 8}


def test_it_asks_the_same_model_once_to_mend_its_json(desk):
    desk.vendors["openai"].will(SOL, reply('{"title": 5}', SOL, "openai"), reply(GOOD, SOL, "openai"))
    answer = desk.ask(route="structured", schema=SCHEMA)
    assert (answer.model, answer.data["score"]) == (SOL, 8)
    assert desk.asked() == [SOL, SOL]
    mending = desk.vendors["openai"].asked[1][1].prompt
    assert "lacks “score”" in mending
    assert '{"title": 5}' in mending


def test_it_goes_on_to_the_next_model_when_mending_fails(desk):
    desk.vendors["openai"].will(SOL, reply("no json", SOL, "openai"), reply("still none", SOL, "openai"))
    desk.vendors["anthropic"].will(SONNET, reply(GOOD))
    answer = desk.ask(route="structured", schema=SCHEMA)
    assert answer.model == SONNET
    assert "GPT 6.2 Sol did not answer in the form that the step asks for." in answer.route_note


def test_it_never_passes_json_that_was_cut(desk):
    desk.vendors["openai"].will(SOL, reply('{"title": "A', SOL, "openai", stop="truncated"))
    answer = desk.ask(route="structured", schema=SCHEMA)
    assert (answer.stop, answer.data) == ("truncated", None)
    assert desk.asked() == [SOL]


def test_it_says_what_to_do_when_no_model_gives_the_form():
    desk = Desk("openai")
    for model in (SOL, "gpt-6-luna"):
        desk.vendors["openai"].will(model, reply("x", model, "openai"), reply("y", model, "openai"))
    trouble = desk.ask(route="structured", schema=SCHEMA)
    assert isinstance(trouble, Trouble)
    assert not trouble.permanent
    assert "put another model into the route" in trouble.sentence


def test_it_never_lets_the_writer_judge(desk):
    answer = desk.ask(route="judging", purpose="judge", not_models=(SOL,))
    assert answer.model != SOL


def test_it_prefers_a_judge_of_another_vendor(desk):
    assert desk.ask(route="judging", purpose="judge", not_models=(SONNET,)).provider == "openai"
    assert desk.ask(route="judging", purpose="judge", not_models=(SOL,)).provider == "anthropic"


def test_it_judges_with_the_same_vendor_where_there_is_no_other():
    answer = Desk("anthropic").ask(route="judging", purpose="judge", not_models=(SONNET,))
    assert answer.model == OPUS


def test_it_says_that_nobody_may_judge():
    desk = Desk("anthropic")
    trouble = desk.ask(route="judging", purpose="judge", not_models=(SONNET, OPUS))
    assert (trouble.permanent, trouble.owner) == (True, "agency")
    assert "add another model or key" in trouble.sentence


def test_it_names_the_routes_there_are(desk):
    trouble = desk.ask(route="wrting")
    assert trouble.permanent
    assert "cheap, judging, structured, vision, writing" in trouble.sentence


def test_it_has_each_call_on_the_books_before_it_is_sent(desk):
    desk.vendors["anthropic"].will(SONNET, overloaded(SONNET))
    answer = desk.ask()
    kinds = [kind for kind, _ in desk.ledger.lines]
    assert kinds == ["opened", "settled", "opened", "settled"]
    token, settled = desk.ledger.lines[-1][1]
    assert (token, settled.cost_usd) == (3, answer.cost_usd)


def test_it_says_with_each_call_why_that_model(desk):
    desk.vendors["anthropic"].will(SONNET, overloaded(SONNET))
    desk.vendors["openai"].will(SOL, reply("no json", SOL, "openai"), reply(GOOD, SOL, "openai"))
    answer = desk.ask(schema=SCHEMA)
    assert desk.ledger.whys == [
        "Claude Sonnet 5.5 was asked, the first choice of the route “writing”.",
        "claude-sonnet-5-5 is overloaded. GPT 6.2 Sol was asked.",
        "GPT 6.2 Sol was asked once more, to correct the form of its answer.",
    ]
    assert answer.asked == f"openai/{SOL}"


def test_it_asks_nobody_else_where_one_model_is_pinned(desk):
    desk.vendors["openai"].will(SOL, overloaded(SOL, "openai"))
    trouble = desk.ask(pin=f"openai/{SOL}")
    assert desk.asked() == [SOL]
    assert not trouble.permanent
    assert trouble.sentence == (
        "gpt-6.2-sol is overloaded. "
        "If it stays so, resume the run later or choose another model in the step's settings."
    )
    assert (
        desk.ask(pin=f"openai/{SOL}").route_note
        == "GPT 6.2 Sol answered, the only model that this step allows."
    )


def test_it_says_why_the_pinned_model_can_not_answer():
    trouble = Desk("anthropic").ask(pin=f"openai/{SOL}")
    assert (trouble.permanent, trouble.owner) == (True, "agency")
    assert trouble.sentence == (
        "Only one model may answer this step, and it can't: GPT 6.2 Sol has no key. Choose another in its settings."
    )


def test_it_tells_who_was_excluded(desk):
    answer = desk.ask(exclude=(f"anthropic/{SONNET}",))
    assert answer.route_note == "Claude Sonnet 5.5 is excluded by this step. GPT 6.2 Sol answered."


def test_it_leaves_a_call_open_that_was_cancelled():
    class Forever(Scripted):
        async def complete(self, asked, model):
            await asyncio.sleep(60)

    ledger = Remembered()
    router = Router({"anthropic": Forever("anthropic")}, routes.defaults(["anthropic"]), ledger=ledger)

    async def cancelled():
        task = asyncio.create_task(router.complete(request()))
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.wait([task])

    asyncio.run(cancelled())
    assert [kind for kind, _ in ledger.lines] == ["opened"]


def test_it_closes_all_providers(desk):
    asyncio.run(desk.router.aclose())
    assert all(vendor.closed for vendor in desk.vendors.values())
