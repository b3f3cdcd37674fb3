"""Through Google's real SDK against the stand-in server: generateContent."""

import pytest

from tests.stand_in import (
    StandIn,
    breaks_off,
    cut_off,
    error_in_stream,
    fails,
    garbage,
    page,
    refuses,
    says,
    slow,
    stops_for,
)
from tests.workflows.providers.asking import SCHEMA, ask, named
from workflows.engine.tools import Reply, Trouble, Usage
from workflows.providers.gemini import Gemini

MODEL = "gemini-4-carbon"
KEY = "sk-secret"
LONG = {"max_output": 40_000}  # streamed
SIZES = pytest.mark.parametrize("size", [{}, LONG], ids=["whole", "streamed"])


def answer(vendor: StandIn, deadline: float = 60.0, **wanted):
    return ask(Gemini(KEY, vendor.url, deadline), MODEL, **wanted)


def test_it_sends_the_stable_block_apart_and_how_much_to_think(stand_in):
    answer(stand_in)
    assert stand_in.journal[0]["path"] == f"/v1beta/models/{MODEL}:generateContent"
    assert stand_in.journal[0]["body"] == {
        "systemInstruction": {"parts": [{"text": "How we write."}], "role": "user"},
        "contents": [{"parts": [{"text": "Write the letter."}], "role": "user"}],
        "generationConfig": {"maxOutputTokens": 12_000, "thinkingConfig": {"thinking_level": "MEDIUM"}},
    }


def test_it_asks_for_json_by_the_schema(stand_in):
    assert isinstance(answer(stand_in, schema=SCHEMA), Reply)
    config = stand_in.journal[0]["body"]["generationConfig"]
    assert config["responseMimeType"] == "application/json"
    assert config["responseJsonSchema"]["properties"]["score"] == {"type": "number"}


@SIZES
def test_it_reads_text_without_thoughts_model_and_what_is_billed(stand_in, size):
    usage = {
        "promptTokenCount": 107,
        "cachedContentTokenCount": 100,
        "candidatesTokenCount": 20,
        "thoughtsTokenCount": 30,
        "totalTokenCount": 157,
    }
    stand_in.will(says("A letter. " * 20, usage=usage, model="gemini-4-carbon-001"))
    assert answer(stand_in, **size) == Reply(
        text="A letter. " * 20,
        model="gemini-4-carbon-001",
        provider="gemini",
        usage=Usage(input=7, cache_read=100, output=50, reasoning=30),
        request_id="gen_stand_in",
    )


def test_it_streams_long_answers_only(stand_in):
    answer(stand_in)
    answer(stand_in, **LONG)
    assert [call["path"].partition(":")[2] for call in stand_in.journal] == [
        "generateContent", "streamGenerateContent",
    ]  # fmt: skip


@SIZES
@pytest.mark.parametrize(("reason", "said"), [("weapons", "safety"), ("prompt", "prohibited content")])
def test_it_tells_a_refusal_from_an_answer(stand_in, size, reason, said):
    stand_in.will(refuses(reason))
    reply = answer(stand_in, **size)
    assert (reply.stop, reply.text, reply.why_stopped) == ("refused", "", said)


@SIZES
def test_it_tells_a_cut_answer_from_a_whole_one(stand_in, size):
    stand_in.will(cut_off("Half a let"))
    reply = answer(stand_in, **size)
    assert (reply.stop, reply.text) == ("truncated", "Half a let")


def test_it_says_that_all_tokens_went_into_thinking_and_keeps_the_bill(stand_in):
    stand_in.will(cut_off("", usage={"promptTokenCount": 9, "thoughtsTokenCount": 12_000}))
    reply = answer(stand_in)
    assert reply.stop == "truncated"
    assert "went into thinking" in reply.why_stopped
    assert reply.usage == Usage(input=9, output=12_000, reasoning=12_000)


@pytest.mark.filterwarnings("ignore:surprise is not a valid FinishReason")
def test_it_does_not_take_an_unknown_stop_reason_for_a_good_end(stand_in):
    stand_in.will(stops_for("surprise", "Half"))
    reply = answer(stand_in)
    assert (reply.stop, reply.text) == ("unknown", "Half")
    assert "surprise" in reply.why_stopped


FAULTS = [
    (fails(400, message="nope"), True, "us", "bug in Baton"),
    (fails(400, code="API_KEY_INVALID", message="API key not valid."), True, "agency", "GEMINI_API_KEY"),
    (fails(401), True, "agency", "GEMINI_API_KEY"),
    (fails(403), True, "agency", "does not let this key"),
    (fails(404), True, "agency", "correct the route"),
    (fails(429), False, "nobody", "no more calls"),
    (fails(429, message="You exceeded your current quota, please check your billing details."), False, "nobody",
     "no more calls"),
    (fails(429, code="PerDay"), True, "agency", "spending limit"),
    (fails(500), False, "nobody", "trouble of its own"),
    (fails(503), False, "nobody", "overloaded"),
    (fails(504), False, "nobody", "in time"),
    (garbage(), False, "nobody", "no answer of Gemini's"),
    (page(), False, "nobody", "no answer of Gemini's"),
    (breaks_off(), False, "nobody", "broke off"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "permanent", "owner", "said"), FAULTS, ids=named)
def test_it_says_whether_trouble_passes_and_who_must_act(stand_in, fault, permanent, owner, said):
    stand_in.will(fault)
    trouble = answer(stand_in)
    assert isinstance(trouble, Trouble)
    assert (trouble.permanent, trouble.owner) == (permanent, owner)
    assert said in trouble.sentence
    assert trouble.provider == "gemini"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (error_in_stream("UNAVAILABLE"), "overloaded"),
        (error_in_stream("RESOURCE_EXHAUSTED"), "no more calls"),
        (breaks_off(), "broke off"),
        (fails(503), "overloaded"),
        (page(), "no answer of Gemini's"),
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
    stand_in.will(fails(429, retry_after="34.4"))
    assert answer(stand_in).retry_after == 34.4


def test_it_calls_once_and_leaves_retries_to_the_run(stand_in):
    stand_in.will(fails(503, always=True))
    answer(stand_in)
    assert len(stand_in.journal) == 1


def test_it_gives_up_on_a_whole_call_at_its_deadline(stand_in):
    stand_in.will(slow(60))
    assert "in time" in answer(stand_in, deadline=0.2).sentence


def test_it_says_that_nobody_answers():
    trouble = ask(Gemini(KEY, "http://127.0.0.1:9", 60.0), MODEL)
    assert "can't be reached" in trouble.sentence
    assert not trouble.permanent
