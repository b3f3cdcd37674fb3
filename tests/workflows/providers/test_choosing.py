"""Who may answer, in which order, and what is said of those who may not."""

from datetime import date

import pytest

from tests.workflows.providers.asking import request
from workflows.engine.tools import PDF, Attachment
from workflows.providers import known
from workflows.providers.base import Choice
from workflows.providers.catalogue import Model
from workflows.providers.choosing import CHARACTERS, candidates
from workflows.providers.names import base, maker, parted

TODAY = date(2026, 11, 26)
SONNET, SOL = (
    Choice("anthropic", "claude-sonnet-5-5", "Claude Sonnet 5.5"),
    Choice("openai", "gpt-6.2-sol", "Sol"),
)
BIG = Choice("server:ours", "big", "Big")
SMALL = Model("server:ours", "big", "Big", 1_000, 500)
CATALOGUE = known.MODELS.with_rows([SMALL])
EVERYBODY = ("anthropic", "openai", "server:ours")


def choose(*route, there=EVERYBODY, catalogue=CATALOGUE, **asked):
    kept, passed_over = candidates(request(**asked), route or (SONNET, SOL), there, catalogue, TODAY)
    return [choice.key for choice in kept], passed_over


def test_it_lets_only_the_pinned_model_answer():
    assert choose(pin=SOL.key) == ([SOL.key], [])


def test_it_lets_a_pinned_model_answer_that_stands_in_no_route():
    assert choose(pin="anthropic/claude-opus-5-5") == (["anthropic/claude-opus-5-5"], [])


def test_it_puts_no_other_in_the_place_of_a_pinned_one():
    assert choose(pin=SOL.key, there=("anthropic",)) == ([], ["Sol has no key"])
    assert choose(pin=SOL.key, exclude=(SOL.key,)) == ([], ["Sol is excluded by this step"])


def test_it_passes_over_what_the_step_excludes():
    assert choose(exclude=(SONNET.key,)) == ([SOL.key], ["Claude Sonnet 5.5 is excluded by this step"])


def test_it_passes_over_a_model_from_the_day_on_which_it_retires():
    def retires(day):
        return known.MODELS.with_rows([Model("openai", SOL.model, "Sol", 1_000_000, 1, (), frozenset(), day)])

    assert choose(catalogue=retires(date(2026, 11, 27))) == ([SONNET.key, SOL.key], [])
    assert choose(catalogue=retires(TODAY)) == ([SONNET.key], ["Sol was retired on 26 November 2026"])


def test_it_passes_over_a_model_that_takes_fewer_pages():
    menus = tuple(Attachment(f"{n}.pdf", PDF, str(n), b"", pages=301) for n in range(2))
    kept, passed_over = choose(attachments=menus)
    assert kept == [SOL.key]
    assert passed_over == ["Claude Sonnet 5.5 takes 600 pages of PDF, and this request has 602"]
    assert choose(attachments=menus[:1])[1] == []


def test_it_passes_over_a_model_that_surely_can_not_read_all_of_it():
    fits, too_long = "x" * 1_000 * CHARACTERS, "x" * (1_000 * CHARACTERS + CHARACTERS)
    assert choose(BIG, SONNET, prompt=fits, context="")[0] == [BIG.key, SONNET.key]
    assert choose(BIG, SONNET, prompt=too_long, context="") == (
        [SONNET.key], ["Big can read 1,000 tokens, and this request has 1,001 at least"]
    )  # fmt: skip
    assert choose(BIG, SONNET, prompt="x", context=too_long)[0] == [SONNET.key]


@pytest.mark.parametrize(
    "wrote",
    [
        "claude-sonnet-5-5", "claude-sonnet-5-5-20261020", "claude-sonnet-5-5@20261020", "claude-sonnet-5-5-latest",
        "anthropic/claude-sonnet-5-5", "server:ours/anthropic/Claude-Sonnet-5-5-2026-10-20",
    ],
)  # fmt: skip
def test_it_never_lets_the_writer_judge_under_any_of_its_names(wrote):
    kept, passed_over = choose(purpose="judge", not_models=(wrote,))
    assert kept == [SOL.key]
    assert passed_over == ["Claude Sonnet 5.5 wrote the piece, so it may not judge it"]


def test_it_never_lets_the_writer_judge_through_another_account():
    gateway = Choice("server:ours", "anthropic/claude-sonnet-5-5")
    assert choose(gateway, SOL, purpose="judge", not_models=("claude-sonnet-5-5",))[0] == [SOL.key]


def test_it_knows_a_server_s_model_by_what_was_asked_for_whatever_it_calls_itself():
    kept, _ = choose(BIG, SOL, purpose="judge", not_models=("meta/Big-70B-Instruct", BIG.key))
    assert kept == [SOL.key]


def test_it_takes_models_of_one_family_for_different_ones():
    opus = Choice("anthropic", "claude-opus-5-5")
    assert choose(opus, purpose="judge", not_models=("claude-sonnet-5-5-20261020",))[0] == [opus.key]


def test_it_prefers_a_judge_of_another_maker_than_a_snapshot_or_a_gateway_wrote_with():
    opus = Choice("anthropic", "claude-opus-5-5")
    for wrote in ("claude-sonnet-5-5-20261020", "server:ours/anthropic/claude-sonnet-5-5"):
        assert choose(opus, SOL, purpose="judge", not_models=(wrote,))[0] == [SOL.key, opus.key]
    served = Choice("server:ours", "openai/gpt-6.2-astra")
    assert choose(served, opus, purpose="judge", not_models=("gpt-6.2-sol",))[0] == [opus.key, served.key]


def test_it_reads_names():
    assert parted("server:ours/meta/big") == ("server:ours", "meta/big")
    assert parted("big") == ("", "big")
    assert base("gemini-3.8-flash-001") == base("gemini-3.8-flash") != base("gemini-3.8-pro")
    assert maker("gpt-6.2-sol-20261118", CATALOGUE) == "openai"
    assert maker("server:ours/big", CATALOGUE) == "server:ours"
