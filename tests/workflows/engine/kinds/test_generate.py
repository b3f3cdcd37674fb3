from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.workflows.engine.fakes import Ports, inputs, passage, reply
from tests.workflows.engine.story import NOW, found, step
from workflows.engine.definition import Definition, Step
from workflows.engine.kinds import KINDS
from workflows.engine.kinds.generate import explain
from workflows.engine.outcomes import Failed, Passed, Waiting
from workflows.engine.tools import Context, Trouble, Wanted

MEMORY = Context(pinned=(passage(1, "voice", "Plain and dry.", pinned=True),), recalled=(passage(2),))
IN_ENGLISH = "Write in English, unless you are asked for another language."
PARTS = [{"name": "title"}, {"name": "points", "kind": "list"}]


def writing(**settings: Any) -> Step:
    return step("draft", "generate", settings={"prompt": "Write about {{ brief.topic }}.", **settings})


def asked(given=None, **settings):
    ports = Ports(replies=[reply(data={"title": "T", "points": []})], context=MEMORY)
    ports.perform(writing(**settings), given or inputs(brief={"topic": "mills"}))
    return ports.requests[0], ports


def outcome(answer, **settings):
    return Ports(replies=[answer]).perform(writing(**settings), inputs(brief={"topic": "mills"}))


def test_it_hands_on_the_text_and_says_which_model_wrote_it():
    made = Ports(replies=[reply("  A text. ")], context=MEMORY).perform(
        writing(), inputs(brief={"topic": "x"})
    )
    assert isinstance(made, Passed)
    assert (made.output["text"], made.output["model"]) == ("A text.", "a-model")
    assert [used["id"] for used in made.output["passages"]] == [1, 2]


def test_it_keeps_which_model_was_asked_for_beside_the_name_it_gives_itself():
    made = Ports(replies=[reply(asked="server:ours/big")]).perform(
        writing(use_memory=False), inputs(brief={"topic": "x"})
    )
    assert (made.output["model"], made.output["asked"]) == ("a-model", "server:ours/big")


def test_it_hands_pins_and_exclusions_on_and_says_so():
    request, _ = asked(pin="openai/sol", exclude=("anthropic/opus",))
    assert (request.pin, request.exclude) == ("openai/sol", ("anthropic/opus",))
    assert explain(writing(pin="openai/sol"), Definition()).startswith("Only sol writes a text")
    told = explain(writing(exclude=["anthropic/opus", "a/b"]), Definition())
    assert told.startswith("A model of the route “writing” (never opus and b) writes a text")


def test_it_searches_memory_by_the_prompt():
    _, ports = asked(context_tokens=100, passages=3)
    assert ports.recalls == [Wanted("Write about mills.", 100, 3)]


def test_it_leaves_memory_alone_when_told_to():
    request, ports = asked(use_memory=False)
    assert (ports.recalls, request.context) == ([], IN_ENGLISH)


def test_it_says_in_which_language_to_write():
    given = inputs(brief={"topic": "mills"})
    german, _ = asked(replace(given, run=replace(given.run, language="de-AT")))
    assert german.context.endswith("Write in German, unless you are asked for another language.")


def test_it_keeps_the_stable_block_free_of_the_brief():
    request, _ = asked(instructions="You write for {{ client.name }}.")
    assert request.context.endswith(f"Plain and dry.\n\nYou write for Ledgerfen.\n\n{IN_ENGLISH}")
    assert "mills" not in request.context
    assert request.prompt.index("An old issue.") < request.prompt.index("Write about mills.")


def test_it_never_renders_what_somebody_answered():
    request, _ = asked(inputs(brief={"topic": "{{ client.name }}"}))
    assert "Write about {{ client.name }}." in request.prompt


def test_it_asks_for_parts_by_schema():
    request, _ = asked(output="json", parts=PARTS)
    assert (request.purpose, request.schema["required"]) == ("structure", ["title", "points"])
    assert request.material["parts"][1]["kind"] == "list"


def test_it_hands_on_parts_as_data_and_as_text():
    made = outcome(reply(data={"title": "T", "points": ["a"]}), output="json", parts=PARTS)
    assert made.output["data"] == {"title": "T", "points": ["a"]}
    assert made.output["text"] == "## Title\n\nT\n\n## Points\n\n- a"


def test_it_revises_with_the_last_round_and_the_findings():
    given = inputs(
        brief={"topic": "mills"},
        previous={"text": "Round one."},
        findings=(found("Too loud."),),
        note="Softer.",
    )
    request, _ = asked(given)
    assert request.purpose == "revise"
    for words in ("Round one.", "Too loud.", "Softer.", "Write about mills."):
        assert words in request.prompt
    assert request.material["piece"] == "Round one."
    assert request.material["findings"][0]["why"] == "Too loud."


def test_it_shows_parts_in_the_form_in_which_it_wants_them_back():
    previous = {"text": "## Title\n\nT", "data": {"title": "T"}}
    request, _ = asked(
        inputs(brief={"topic": "x"}, previous=previous), output="json", parts=[{"name": "title"}]
    )
    assert '{\n "title": "T"\n}' in request.prompt


@pytest.mark.parametrize(
    ("answer", "settings", "words", "again"),
    [
        (reply(stop="refused", why_stopped="bio"), {}, "a-model declined to write this (bio)", False),
        (reply(stop="truncated"), {"max_output": 900}, "cut off at 900 tokens", False),
        (
            reply("Half", stop="truncated", why_stopped="the answer was cut at 900 tokens"),
            {},
            "cut at 900 tokens. Raise “Longest reply”",
            False,
        ),
        (
            reply("", stop="truncated", why_stopped="all 900 tokens went into thinking and none into text"),
            {},
            "went into thinking and none into text. Lower “Effort” or raise “Longest reply”.",
            False,
        ),
        (
            reply("Half", stop="unknown", why_stopped="it stopped for an unknown reason, “surprise”"),
            {},
            "isn’t used, for it stopped for an unknown reason, “surprise”.",
            True,
        ),
        (reply(" "), {}, "replied with nothing", True),
        (reply(data=None), {"output": "json", "parts": PARTS}, "it was not a JSON object", True),
        (reply(data={"title": "T"}), {"output": "json", "parts": PARTS}, "points was missing", True),
    ],
)
def test_it_takes_no_reply_that_is_not_whole(answer, settings, words, again):
    failed = outcome(answer, **settings)
    assert isinstance(failed, Failed)
    assert words in failed.reason
    assert (failed.retry_at is not None) is again


def test_it_tries_again_later_when_the_trouble_passes():
    ports = Ports(replies=[Trouble("Overloaded.", permanent=False)])
    failed = ports.perform(writing(), inputs(brief={"topic": "x"}, failures=2))
    assert (failed.reason, failed.retry_at) == ("Step “draft”: Overloaded.", NOW + timedelta(seconds=20))


def test_it_waits_as_long_as_the_other_side_says():
    failed = outcome(Trouble("Slow down.", permanent=False, retry_after=33))
    assert failed.retry_at == NOW + timedelta(seconds=33)


@pytest.mark.parametrize(("asked", "seconds"), [(1800, 1800), (86_400, 3600)])
def test_it_waits_an_hour_at_most(asked, seconds):
    failed = outcome(Trouble("Slow down.", permanent=False, retry_after=asked))
    assert failed.retry_at == NOW + timedelta(seconds=seconds)


def test_it_has_not_failed_where_nobody_was_asked():
    waits = outcome(Trouble("Both are passed over.", permanent=False, retry_after=33, unasked=True))
    assert waits == Waiting("Step “draft”: Both are passed over.", NOW + timedelta(seconds=33))


def test_it_stops_where_a_model_declines_if_it_is_told_to():
    request, _ = asked()
    assert request.on_refusal == "next"
    request, _ = asked(on_refusal="stop")
    assert request.on_refusal == "stop"
    failed = outcome(reply(stop="refused"), on_refusal="stop")
    assert (failed.retry_at, failed.owner) == (None, "agency")
    assert "let the step ask the next model" in failed.reason


def test_it_says_so_where_it_stops_then():
    told = {
        stop: KINDS["generate"].module.explain(writing(on_refusal=stop), Definition())
        for stop in ("next", "stop")
    }
    assert "declines" not in told["next"]
    assert told["stop"].endswith("; if it declines, the run stops for a person to look.")


def test_it_names_who_must_act_when_the_trouble_stays():
    failed = outcome(Trouble("The key was refused.", permanent=True, owner="agency"))
    assert (failed.retry_at, failed.owner) == (None, "agency")


def test_it_says_which_variable_a_prompt_is_missing():
    failed = Ports().perform(writing(), inputs(brief={"other": 1}))
    assert failed.reason.startswith("Step “draft”: The template asks for “brief.topic”")
