"""The stand-in through its only door: the same request gives the same honest answer."""

import asyncio
from decimal import Decimal

from workflows.engine.tools import Request
from workflows.providers.offline import Offline

BRIEF = {
    "topic": "The mill wheel in December",
    "key_points": ["The wheel has turned since the third of October.", "Bram serves a squash a night."],
    "must_mention": ["58 pounds for two"],
    "call_to_action": "Write to the house, or telephone before noon.",
    "notes": "Not to be printed.",
}


def ask(**wanted):
    request = Request(
        **{"route": "writing", "purpose": "write", "context": "c" * 40, "prompt": "p" * 41, **wanted}
    )
    return asyncio.run(Offline().complete(request, "offline-writer"))


def test_it_writes_the_brief_and_nothing_but_the_brief():
    text = ask(material={"brief": BRIEF}).text
    assert text.startswith("# The mill wheel in December\n")
    for said in (*BRIEF["key_points"], "58 pounds for two", BRIEF["call_to_action"]):
        assert said in text
    assert "Not to be printed" not in text


def test_it_gives_the_same_answer_to_the_same_request():
    assert ask(material={"brief": BRIEF}) == ask(material={"brief": BRIEF})


def test_it_is_free_and_names_itself():
    reply = ask(material={"brief": BRIEF})
    assert (reply.provider, reply.model, reply.cost_usd) == ("offline", "offline-writer", Decimal(0))


def test_it_estimates_usage_by_length():
    reply = ask(material={"brief": BRIEF})
    assert reply.usage.input == 21
    assert reply.usage.output == -(-len(reply.text) // 4)
