"""Through OpenAI's SDK against the stand-in server: chat completions, as compatible servers speak them."""

import pytest

from tests.stand_in import StandIn, bad_key, cut_off, fails, garbage, page, refuses, says, stops_for
from tests.workflows.providers.asking import SCHEMA, ask
from workflows.engine.tools import Reply, Trouble, Usage
from workflows.providers.abilities import Abilities
from workflows.providers.compatible import Compatible
from workflows.providers.stored import Stored

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
        (stops_for("surprise"), "unknown", "surprise"),
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


def told(vendor: StandIn, **can):
    """As `answer`, of a server whose page says what it can do."""
    stored = Stored("server:ours", "Server “ours”", "its page", guarded=False, abilities=Abilities(**can))
    return ask(Compatible(vendor.openai_url, "sk-server", 20.0, stored), MODEL, schema=SCHEMA)


@pytest.mark.parametrize(
    ("json", "shape"), [("object", {"type": "json_object"}), ("none", None)], ids=["object", "none"]
)
def test_it_asks_for_json_as_the_server_knows_it_and_always_in_the_prompt(stand_in, json, shape):
    assert isinstance(told(stand_in, json=json), Reply)
    body = stand_in.journal[0]["body"]
    assert body.get("response_format") == shape
    assert '"additionalProperties": false' in body["messages"][-1]["content"]


def test_it_uses_the_servers_names(stand_in):
    stand_in.will(cut_off("Half"))
    reply = told(stand_in, limit="max_completion_tokens", role="developer")
    body = stand_in.journal[0]["body"]
    assert body["messages"][0] == {"role": "developer", "content": "How we write."}
    assert (body["max_completion_tokens"], "max_tokens" in body) == (12_000, False)
    assert "cut at 12,000 tokens" in reply.why_stopped


def test_it_names_the_server_and_the_page_to_correct_it_on(stand_in):
    stand_in.will(fails(400, "invalid_request_error", message="unknown role: developer"))
    trouble = told(stand_in, role="developer")
    assert trouble.sentence == (
        "Server “ours” doesn't take what it is asked in this way (“unknown role: developer”); "
        "correct what it can do in its page, then resume the run."
    )
    assert (trouble.owner, trouble.permanent, trouble.provider) == ("agency", True, "server:ours")


def test_it_concerns_the_whole_server_that_its_key_is_refused(stand_in):
    stand_in.will(bad_key())
    trouble = told(stand_in)
    assert (trouble.provider, trouble.model) == ("server:ours", "")
    assert "put a valid one into its page" in trouble.sentence


def test_it_takes_a_path_that_is_not_there_for_a_wrong_address(stand_in):
    trouble = ask(Compatible(f"{stand_in.url}/nowhere", "k", 20.0), MODEL)
    assert "check its address" in trouble.sentence


def test_it_reads_what_a_row_says_and_nothing_else():
    assert Abilities.of({}) == Abilities.of({"json": "xml", "images": "yes", "more": 1}) == Abilities()
    can = Abilities("none", "max_completion_tokens", "developer", True)
    assert Abilities.of(can.as_row()) == can
