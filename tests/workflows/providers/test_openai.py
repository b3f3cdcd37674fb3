"""Through OpenAI's real SDK against the stand-in server: the Responses API."""

from hashlib import sha256

import pytest

from tests.stand_in import (
    StandIn,
    bad_key,
    breaks_off,
    cut_off,
    error_in_stream,
    fails,
    garbage,
    no_credit,
    overloaded,
    page,
    refuses,
    says,
    slow,
    stops_for,
)
from tests.workflows.providers.asking import SCHEMA, ask, named
from workflows.engine.tools import Reply, Trouble, Usage
from workflows.providers.openai import OpenAI

MODEL = "gpt-6.2-sol"
KEY = "sk-secret"
LONG = {"max_output": 40_000}  # streamed


def answer(vendor: StandIn, deadline: float = 60.0, **wanted):
    return ask(OpenAI(KEY, vendor.openai_url, deadline), MODEL, **wanted)


def test_it_sends_the_stable_block_first_and_stores_nothing(stand_in):
    answer(stand_in)
    assert stand_in.journal[0]["body"] == {
        "model": MODEL,
        "instructions": "How we write.",
        "prompt_cache_key": sha256(b"How we write.").hexdigest()[:32],
        "input": "Write the letter.",
        "max_output_tokens": 12_000,
        "reasoning": {"effort": "medium"},
        "store": False,
    }


def test_it_sends_a_strict_schema_where_every_property_is_required(stand_in):
    assert isinstance(answer(stand_in, schema=SCHEMA), Reply)
    assert stand_in.journal[0]["body"]["text"]["format"]["strict"] is True


def test_it_does_not_ask_for_strict_where_a_property_may_be_missing(stand_in):
    loose = {**SCHEMA, "required": ["title"]}
    assert isinstance(answer(stand_in, schema=loose), Reply)
    assert stand_in.journal[0]["body"]["text"]["format"]["strict"] is False


@pytest.mark.parametrize("size", [{}, LONG], ids=["whole", "streamed"])
def test_it_counts_what_the_cache_took_once(stand_in, size):
    usage = {
        "input_tokens": 4_020,
        "input_tokens_details": {"cached_tokens": 1_000, "cache_write_tokens": 3_000},
        "output_tokens": 50,
        "output_tokens_details": {"reasoning_tokens": 30},
        "total_tokens": 4_070,
    }
    stand_in.will(says("A letter.", usage=usage))
    reply = answer(stand_in, **size)
    assert reply.text == "A letter."
    assert reply.usage == Usage(input=20, cache_read=1_000, cache_write=3_000, output=50, reasoning=30)
    assert (reply.provider, reply.model, reply.stop) == ("openai", MODEL, "end")
    assert reply.request_id


@pytest.mark.parametrize("size", [{}, LONG], ids=["whole", "streamed"])
def test_it_tells_a_refusal_from_an_answer(stand_in, size):
    stand_in.will(refuses("weapons"))
    reply = answer(stand_in, **size)
    assert (reply.stop, reply.text) == ("refused", "")
    assert "weapons" in reply.why_stopped


def test_it_takes_the_content_filter_for_a_refusal(stand_in):
    stand_in.will(stops_for("content_filter", ""))
    assert answer(stand_in).stop == "refused"


def test_it_takes_a_policy_error_for_a_refusal(stand_in):
    stand_in.will(error_in_stream(code="bio_policy", message="Against the policy."))
    reply = answer(stand_in, **LONG)
    assert (reply.stop, reply.why_stopped) == ("refused", "Against the policy.")


@pytest.mark.parametrize("size", [{}, LONG], ids=["whole", "streamed"])
def test_it_tells_a_cut_answer_from_a_whole_one(stand_in, size):
    stand_in.will(cut_off("Half a let"))
    reply = answer(stand_in, **size)
    assert (reply.stop, reply.text) == ("truncated", "Half a let")


def test_it_says_that_all_tokens_went_into_thinking(stand_in):
    stand_in.will(cut_off(""))
    assert "went into thinking" in answer(stand_in).why_stopped


def test_it_does_not_take_an_unknown_end_for_a_good_one(stand_in):
    stand_in.will(stops_for("steered"))
    reply = answer(stand_in)
    assert reply.stop == "unknown"
    assert "steered" in reply.why_stopped


@pytest.mark.parametrize(
    ("fault", "permanent", "owner", "said"),
    [
        (fails(400, message="nope"), True, "us", "bug in Baton"),
        (fails(400, code="context_length_exceeded"), True, "agency", "too large"),
        (bad_key(), True, "agency", "OPENAI_API_KEY"),
        (fails(403), True, "agency", "does not let this key"),
        (fails(404, code="model_not_found"), True, "agency", "correct the route"),
        (fails(429, code="rate_limit_exceeded"), False, "nobody", "no more calls"),
        (no_credit(), True, "agency", "no credit"),
        (fails(500), False, "nobody", "trouble of its own"),
        (overloaded(), False, "nobody", "overloaded"),
        (error_in_stream(code="server_error"), False, "nobody", "trouble of its own"),
        (error_in_stream(code="insufficient_quota"), True, "agency", "no credit"),
        (garbage(), False, "nobody", "no answer of OpenAI's"),
        (page(), False, "nobody", "no answer of OpenAI's"),
        (breaks_off(), False, "nobody", "broke off"),
    ],
    ids=named,
)
def test_it_says_whether_trouble_passes_and_who_must_act(stand_in, fault, permanent, owner, said):
    stand_in.will(fault)
    trouble = answer(stand_in)
    assert isinstance(trouble, Trouble)
    assert (trouble.permanent, trouble.owner) == (permanent, owner)
    assert said in trouble.sentence


@pytest.mark.parametrize(
    ("fault", "permanent", "said"),
    [
        (error_in_stream(code="rate_limit_exceeded"), False, "no more calls"),
        (error_in_stream(code="insufficient_quota"), True, "no credit"),
        (breaks_off(), False, "broke off"),
        (page(), False, "broke off"),
    ],
    ids=named,
)
def test_it_finds_trouble_inside_a_stream_that_began_well(stand_in, fault, permanent, said):
    stand_in.will(fault)
    trouble = answer(stand_in, **LONG)
    assert isinstance(trouble, Trouble)
    assert trouble.permanent is permanent
    assert said in trouble.sentence


def test_it_calls_once_even_where_the_sdk_would_repeat(stand_in):
    stand_in.will(no_credit(always=True))
    answer(stand_in)
    assert len(stand_in.journal) == 1


def test_it_gives_up_on_a_whole_call_at_its_deadline(stand_in):
    stand_in.will(slow(60))
    assert "in time" in answer(stand_in, deadline=0.2).sentence
