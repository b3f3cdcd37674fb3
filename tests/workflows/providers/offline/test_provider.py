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


def test_it_reads_the_steps_own_prompt_and_not_the_passages_beside_it():
    plain = {"kind": "sample", "title": "Letter 1", "text": "It rains."}
    material = {"brief": {"points": ["The wheel turns.", "The bread is dark."]}, "passages": [plain]}
    whole = "## From a past letter\n\nSay it."
    assert "\n## " not in ask(prompt=whole, material=material | {"prompt": "Say it."}).text
    assert "\n## " in ask(prompt=whole, material=material | {"prompt": "With ## headings."}).text


def test_it_summarises_what_was_written_above_in_whole_sentences():
    part = {"name": "summary", "kind": "text", "description": "Two sentences, at most 8 words"}
    schema = {"type": "object", "properties": {"summary": {"type": "string"}}, "required": ["summary"]}
    above = {"draft": {"text": "# Rye\n\nThe bread is dark. It comes to the table at five.\n"}}
    reply = ask(
        purpose="structure", schema=schema, material={"brief": BRIEF, "steps": above, "parts": [part]}
    )
    assert reply.data == {"summary": "The bread is dark."}


def test_it_writes_and_revises_in_the_words_of_lessons():
    lesson = {"kind": "lesson", "title": "Wording", "text": "Write “ring”, not “telephone”.", "pinned": True}
    written = ask(material={"brief": BRIEF, "passages": [lesson]}).text
    assert "Write to the house, or ring before noon." in written
    revised = ask(purpose="revise", material={"piece": "Telephone us.", "brief": BRIEF, "passages": [lesson]})
    assert "Ring us." in revised.text
