"""Through OpenAI's SDK against the stand-in server: chat completions, as compatible servers speak them."""

import pytest

from tests.stand_in import StandIn, bad_key, cut_off, fails, garbage, page, refuses, says, stops_for
from tests.workflows.providers.asking import SCHEMA, ask
from workflows.engine.tools import Reply, Trouble, Usage
from workflows.providers.compatible import Compatible

MODEL = "llama-at-home"


def answer(vendor: StandIn, key: str = "k", **wanted):
    return ask(Compatible(vendor.openai_url, key, 20.0), MODEL, **wanted)


def test_it_asks_by_chat_completions_and_sends_no_effort(stand_in):
    answer(stand_in)
    call = stand_in.journal[0]
    assert call["path"] == "/v1/chat/completions"
    assert call["body"] == {
        "model": MODEL,
        "messages": [
            {"role": "system", "content": "How we write."},
            {"role": "user", "content": "Write the letter."},
        ],
        "max_tokens": 12_000,
    }


def test_it_repeats_the_schema_in_the_prompt(stand_in):
    assert isinstance(answer(stand_in, schema=SCHEMA), Reply)
    body = stand_in.journal[0]["body"]
    assert '"additionalProperties": false' in body["messages"][-1]["content"]
    assert body["response_format"]["json_schema"]["name"] == "answer"


def test_it_reads_text_and_usage(stand_in):
    usage = {
        "prompt_tokens": 120,
        "completion_tokens": 9,
        "total_tokens": 129,
        "prompt_tokens_details": {"cached_tokens": 100},
        "completion_tokens_details": {"reasoning_tokens": 4},
    }
    stand_in.will(says("A letter.", usage=usage))
    reply = answer(stand_in)
    assert (reply.text, reply.stop, reply.model) == ("A letter.", "end", MODEL)
    assert reply.usage == Usage(input=20, cache_read=100, output=9, reasoning=4)


@pytest.mark.parametrize(
    ("behaviour", "stop", "said"),
    [
        (refuses("weapons"), "refused", "weapons"),
        (stops_for("content_filter"), "refused", "content filter"),
        (cut_off("Half"), "truncated", "cut at"),
        (stops_for("surprise"), "truncated", "surprise"),
    ],
    ids=["refusal", "filter", "cut", "unknown"],
)
def test_it_tells_other_ends_from_a_good_one(stand_in, behaviour, stop, said):
    stand_in.will(behaviour)
    reply = answer(stand_in)
    assert reply.stop == stop
    assert said in reply.why_stopped


@pytest.mark.parametrize(
    ("fault", "permanent"), [(bad_key(), True), (fails(503), False), (garbage(), False), (page(), False)]
)
def test_it_says_whether_trouble_passes(stand_in, fault, permanent):
    stand_in.will(fault)
    trouble = answer(stand_in)
    assert isinstance(trouble, Trouble)
    assert trouble.permanent is permanent


def test_it_sends_no_key_where_there_is_none(stand_in):
    answer(stand_in, key="")
    assert "authorization" not in stand_in.journal[0]["headers"]
