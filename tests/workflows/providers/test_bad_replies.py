"""Replies that are none, through each vendor's real SDK: nothing, a redirect, a flood, a good answer without a bill."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.stand_in import StandIn, error_in_stream, floods, misshapen, nothing, redirects, uncounted
from tests.workflows.providers.asking import ask
from workflows.engine.tools import Reply, Trouble, Usage
from workflows.providers import known
from workflows.providers.anthropic import Anthropic
from workflows.providers.base import Provider
from workflows.providers.compatible import Compatible
from workflows.providers.gemini import Gemini
from workflows.providers.openai import OpenAI

KEY = "sk-secret"
LONG = {"max_output": 40_000}  # streamed, where the vendor's answers are
MAKES: dict[str, Callable[[StandIn], Provider]] = {
    "anthropic": lambda vendor: Anthropic(KEY, vendor.url, 60.0),
    "openai": lambda vendor: OpenAI(KEY, vendor.openai_url, 60.0),
    "compatible": lambda vendor: Compatible(vendor.openai_url, KEY, 60.0),
    "gemini": lambda vendor: Gemini(KEY, vendor.url, 60.0),
}
EACH = pytest.mark.parametrize("make", MAKES.values(), ids=MAKES)
SIZES = pytest.mark.parametrize("size", [{}, LONG], ids=["whole", "streamed"])


@pytest.fixture
def elsewhere():
    with StandIn() as other:
        yield other


@EACH
@SIZES
def test_it_takes_nothing_for_no_answer(stand_in, make, size):
    stand_in.will(nothing())
    trouble = ask(make(stand_in), "m", **size)
    assert isinstance(trouble, Trouble)
    assert trouble.kind == "unreadable"
    assert "is no answer of" in trouble.sentence
    assert (trouble.permanent, trouble.may_cost) == (False, True)


@EACH
@SIZES
@pytest.mark.parametrize("status", [302, 307])
def test_it_follows_nobody_to_another_address_with_the_key(stand_in, elsewhere, make, size, status):
    stand_in.will(redirects(f"{elsewhere.url}/v1/messages", status))
    trouble = ask(make(stand_in), "m", **size)
    assert isinstance(trouble, Trouble)
    assert "sends to another address" in trouble.sentence
    assert (trouble.permanent, trouble.owner, trouble.may_cost) == (True, "agency", False)
    assert elsewhere.journal == []
    assert len(stand_in.journal) == 1


@EACH
@SIZES
@pytest.mark.parametrize("how", ["endless", "announced"])
def test_it_reads_no_more_than_an_answer_can_be(stand_in, make, size, how):
    stand_in.will(floods(how))
    trouble = ask(make(stand_in), "m", **size)
    assert isinstance(trouble, Trouble)
    assert "larger than any answer" in trouble.sentence
    assert (trouble.permanent, trouble.may_cost) == (False, True)
    assert (
        stand_in.journal[0]["written"] < 128 * 1024**2
    )  # of the gigabyte that it had, with what was on its way


@EACH
def test_it_unpacks_nothing_that_may_become_any_size(stand_in, make):
    stand_in.will(floods("packed"))
    trouble = ask(make(stand_in), "m")
    assert stand_in.journal[0]["headers"]["accept-encoding"] == "identity"
    assert isinstance(trouble, Trouble)
    assert (trouble.kind, trouble.may_cost) == ("unreadable", True)


@EACH
@SIZES
@pytest.mark.parametrize("how", ["null", "missing", "empty", "nulls"])
def test_it_knows_an_answer_without_a_count_from_one_that_took_nothing(stand_in, make, size, how):
    stand_in.will(uncounted(how, text="A letter."))
    reply = ask(make(stand_in), "m", **size)
    if isinstance(reply, Trouble):  # Anthropic's SDK can't put a stream together without
        assert (reply.provider, reply.kind, reply.may_cost) == ("anthropic", "unreadable", True)
        assert size and how in ("null", "missing")
        return
    assert (reply.text, reply.stop, reply.usage.is_counted) == ("A letter.", "end", False)


def test_it_asks_no_price_for_what_was_not_counted():
    today = date(2026, 11, 26)
    assert known.MODELS.cost("claude-sonnet-5-5", Usage(), today) is None
    assert known.MODELS.cost("offline-writer", Usage(), today) == 0


@pytest.mark.parametrize("vendor", ["anthropic", "gemini"])
def test_it_does_not_call_free_what_broke_off_in_the_middle_of_an_answer(stand_in, vendor):
    stand_in.will(error_in_stream(*(["UNAVAILABLE"] if vendor == "gemini" else [])))
    trouble = ask(MAKES[vendor](stand_in), "m", **LONG)
    assert isinstance(trouble, Trouble)
    assert (trouble.kind, trouble.may_cost) == ("overloaded", True)


def test_it_calls_free_what_an_empty_account_did_not_begin(stand_in):
    stand_in.will(error_in_stream(code="insufficient_quota"))
    trouble = ask(MAKES["openai"](stand_in), "m", **LONG)
    assert isinstance(trouble, Trouble)
    assert (trouble.kind, trouble.may_cost) == ("credit", False)


@pytest.mark.parametrize("vendor", ["anthropic", "openai", "compatible"])  # Gemini's SDK looks by itself
@pytest.mark.parametrize("how", ["bare", "odd"])
def test_it_takes_an_answer_of_another_shape_for_none(stand_in, vendor, how):
    stand_in.will(misshapen(how))
    trouble = ask(MAKES[vendor](stand_in), "m")
    assert isinstance(trouble, Trouble)
    assert (trouble.kind, trouble.permanent, trouble.may_cost) == ("unreadable", False, True)


def test_it_reads_a_compatible_servers_answer_in_parts(stand_in):
    stand_in.will(misshapen("parts", text="A letter."))
    reply = ask(MAKES["compatible"](stand_in), "m")
    assert isinstance(reply, Reply)
    assert (reply.text, reply.stop) == ("A letter.", "end")
