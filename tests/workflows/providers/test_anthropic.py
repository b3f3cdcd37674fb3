"""Through Anthropic's real SDK against the stand-in server: what we send, what we make of each answer."""

import pytest

from tests.stand_in import (
    StandIn,
    bad_key,
    breaks_off,
    cut_off,
    error_in_stream,
    fails,
    garbage,
    overloaded,
    page,
    refuses,
    says,
    slow,
    stops_for,
)
from tests.workflows.providers.asking import SCHEMA, ask, named
from workflows.engine.tools import Reply, Trouble, Usage
from workflows.providers.anthropic import Anthropic

MODEL = "claude-sonnet-5-5"
KEY = "sk-ant-secret"
LONG = {"max_output": 40_000}  # streamed


def answer(vendor: StandIn, key: str = KEY, deadline: float = 60.0, **wanted):
    return ask(Anthropic(key, vendor.url, deadline), MODEL, **wanted)


def test_it_sends_the_stable_block_first_and_marked_for_the_cache(stand_in):
    answer(stand_in)
    body = stand_in.journal[0]["body"]
    assert body["system"] == [
        {"type": "text", "text": "How we write.", "cache_control": {"type": "ephemeral"}}
    ]
    assert body["messages"] == [{"role": "user", "content": "Write the letter."}]
    assert body["output_config"] == {"effort": "medium"}


def test_it_leaves_room_to_think_beside_what_the_step_may_write(stand_in):
    answer(stand_in, max_output=500, effort="low")
    assert stand_in.journal[0]["body"]["max_tokens"] == 2_500


def test_it_sends_no_empty_system_block(stand_in):
    assert isinstance(answer(stand_in, context=""), Reply)
    assert "system" not in stand_in.journal[0]["body"]


def test_it_sends_a_schema_without_what_the_vendor_refuses(stand_in):
    reply = answer(stand_in, schema=SCHEMA)
    assert isinstance(reply, Reply)
    sent = stand_in.journal[0]["body"]["output_config"]["format"]["schema"]
    assert sent["additionalProperties"] is False
    assert sent["properties"]["score"] == {"type": "number"}


@pytest.mark.parametrize("size", [{}, LONG], ids=["whole", "streamed"])
def test_it_reads_text_model_usage_and_request_id(stand_in, size):
    usage = {
        "input_tokens": 7,
        "cache_read_input_tokens": 100,
        "cache_creation_input_tokens": 20,
        "cache_creation": {"ephemeral_5m_input_tokens": 5, "ephemeral_1h_input_tokens": 15},
        "output_tokens": 50,
        "output_tokens_details": {"thinking_tokens": 30},
    }
    stand_in.will(says("A letter. " * 20, usage=usage, model="claude-sonnet-5-5-20261020"))
    reply = answer(stand_in, **size)
    assert reply == Reply(
        text="A letter. " * 20,
        model="claude-sonnet-5-5-20261020",
        provider="anthropic",
        usage=Usage(input=7, cache_read=100, cache_write=20, output=50, reasoning=30, cache_write_long=15),
        request_id="req_stand_in",
    )


def test_it_streams_long_answers_only(stand_in):
    answer(stand_in)
    answer(stand_in, **LONG)
    assert [call["body"].get("stream", False) for call in stand_in.journal] == [False, True]


@pytest.mark.parametrize("size", [{}, LONG], ids=["whole", "streamed"])
def test_it_tells_a_refusal_from_an_answer(stand_in, size):
    stand_in.will(refuses("cyber"))
    reply = answer(stand_in, **size)
    assert (reply.stop, reply.text) == ("refused", "")
    assert reply.why_stopped.startswith("cyber")


@pytest.mark.parametrize("size", [{}, LONG], ids=["whole", "streamed"])
def test_it_tells_a_cut_answer_from_a_whole_one(stand_in, size):
    stand_in.will(cut_off("Half a let"))
    reply = answer(stand_in, **size)
    assert (reply.stop, reply.text) == ("truncated", "Half a let")


def test_it_says_that_all_tokens_went_into_thinking_and_keeps_the_bill(stand_in):
    stand_in.will(cut_off("", usage={"input_tokens": 9, "output_tokens": 12_000}))
    reply = answer(stand_in)
    assert reply.stop == "truncated"
    assert "went into thinking" in reply.why_stopped
    assert reply.usage.output == 12_000


def test_it_does_not_take_an_unknown_stop_reason_for_a_good_end(stand_in):
    stand_in.will(stops_for("surprise", "Half"))
    reply = answer(stand_in)
    assert reply.stop == "unknown"
    assert "surprise" in reply.why_stopped


FAULTS = [
    (fails(400, message="nope"), True, "us", "bug in Baton"),
    (fails(400, message="Your credit balance is too low to access the API."), True, "agency", "no credit"),
    (bad_key(), True, "agency", "ANTHROPIC_API_KEY"),
    (fails(402), True, "agency", "no credit"),
    (fails(403), True, "agency", "does not let this key"),
    (fails(404), True, "agency", "correct the route"),
    (fails(413), True, "agency", "too large"),
    (fails(429), False, "nobody", "no more calls"),
    (fails(429, "rate_limit_error", "enforced_spend_limit_reached"), True, "agency", "spending limit"),
    (fails(500), False, "nobody", "trouble of its own"),
    (fails(503), False, "nobody", "trouble of its own"),
    (fails(504), False, "nobody", "in time"),
    (overloaded(), False, "nobody", "overloaded"),
    (garbage(), False, "nobody", "no answer of Anthropic's"),
    (page(), False, "nobody", "no answer of Anthropic's"),
    (breaks_off(), False, "nobody", "broke off"),
]


@pytest.mark.parametrize(("fault", "permanent", "owner", "said"), FAULTS, ids=named)
def test_it_says_whether_trouble_passes_and_who_must_act(stand_in, fault, permanent, owner, said):
    stand_in.will(fault)
    trouble = answer(stand_in)
    assert isinstance(trouble, Trouble)
    assert (trouble.permanent, trouble.owner) == (permanent, owner)
    assert said in trouble.sentence
    assert trouble.provider == "anthropic"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (error_in_stream(), "overloaded"),
        (error_in_stream("rate_limit_error"), "no more calls"),
        (breaks_off(), "broke off"),
        (overloaded(), "overloaded"),
        (page(), "no answer of Anthropic's"),
    ],
    ids=["error event", "limit event", "connection gone", "overloaded", "web page"],
)
def test_it_finds_trouble_inside_a_stream_that_began_well(stand_in, fault, said):
    stand_in.will(fault)
    trouble = answer(stand_in, **LONG)
    assert isinstance(trouble, Trouble)
    assert said in trouble.sentence
    assert not trouble.permanent


def test_it_passes_on_how_long_to_wait(stand_in):
    stand_in.will(fails(429, retry_after="17"))
    assert answer(stand_in).retry_after == 17.0


def test_it_calls_once_and_leaves_retries_to_the_run(stand_in):
    stand_in.will(overloaded(always=True))
    answer(stand_in)
    assert len(stand_in.journal) == 1


def test_it_gives_up_on_a_whole_call_at_its_deadline(stand_in):
    stand_in.will(slow(60))
    trouble = answer(stand_in, deadline=0.2)
    assert "in time" in trouble.sentence


def test_it_gives_up_on_a_stream_that_trickles(stand_in):
    stand_in.will(says("word " * 2_000, pause=0.05))
    trouble = answer(stand_in, deadline=0.5, **LONG)
    assert "in time" in trouble.sentence


def test_it_says_that_nobody_answers():
    trouble = ask(Anthropic(KEY, "http://127.0.0.1:9", 60.0), MODEL)
    assert "can't be reached" in trouble.sentence
    assert not trouble.permanent


def test_it_takes_its_key_out_of_what_the_vendor_writes(stand_in):
    stand_in.will(fails(400, message=f"bad header with {KEY} in it"))
    assert KEY not in answer(stand_in).sentence


def test_it_does_not_show_its_key_in_a_repr(stand_in):
    provider = Anthropic(KEY, stand_in.url)
    assert KEY not in repr(provider.session)
    assert KEY not in repr(provider)
