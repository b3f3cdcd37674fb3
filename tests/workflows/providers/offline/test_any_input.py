"""Whatever stands in a brief, the stand-in answers, in the form that was asked for, and quotes exactly."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.engine import parts as structured
from workflows.engine import rubrics
from workflows.engine.parts import Entry, Part
from workflows.engine.rubrics import Criterion
from workflows.engine.tools import Request
from workflows.providers.offline import Offline

TEXT = st.text(max_size=60) | st.sampled_from(
    [
        "",
        "# ",
        "- ",
        "“”",
        "a: b",
        "…",
        "One. Two!",
        "the best",
        "utilise",
        "- one\n  two\n- three",
        "[x](http://y)",
    ]
)
ANSWER = (
    TEXT | st.integers() | st.floats(allow_nan=False) | st.booleans() | st.none() | st.lists(TEXT, max_size=4)
)
KEY = st.sampled_from(
    ["topic", "key_points", "must_mention", "call_to_action", "link", "month", "steps", "x", "recipe"]
)
BRIEF = st.dictionaries(KEY, ANSWER, max_size=6)
PASSAGES = st.lists(
    st.builds(
        lambda kind, text: {"title": "t", "kind": kind, "text": text, "pinned": False},
        st.sampled_from(["voice", "constraints", "sample", "facts"]),
        st.lists(TEXT, max_size=4).map("\n\n".join),
    ),
    max_size=3,
)
CRITERIA = [
    Criterion(key=key, name=name)
    for key, name in (("a", "Tone"), ("b", "Facts"), ("c", "Clear"), ("d", "Claims"))
]
PARTS = [
    Part(name="titles", kind="list"),
    Part(name="summary"),
    Part(name="minutes", kind="number", optional=True),
    Part(name="mood", kind="choice", options=("calm", "loud")),
    Part(name="urgent", kind="yes_no"),
    Part(name="rooms", kind="records", of=(Entry(name="name"), Entry(name="beds", kind="number"))),
]


def ask(purpose, material, schema=None):
    asked = Request("writing", purpose, "", "200 to 300 words", schema=schema, material=material)
    return asyncio.run(Offline().complete(asked, "offline-writer"))


@settings(max_examples=60)
@given(BRIEF, PASSAGES, st.none() | TEXT | st.dictionaries(KEY, TEXT, max_size=2))
def test_it_writes_structures_and_judges_anything(brief, passages, item):
    material = {"brief": brief, "passages": passages, "item": item}
    piece = ask("write", material).text.strip()
    made = ask(
        "structure", {**material, "parts": [part.model_dump() for part in PARTS]}, structured.schema(PARTS)
    )
    assert structured.wrong(made.data, PARTS) == ""
    criteria = [criterion.model_dump() for criterion in CRITERIA]
    judged = ask("judge", {**material, "piece": piece, "criteria": criteria}, rubrics.schema(CRITERIA))
    assert not isinstance(rubrics.read(judged.data, piece, CRITERIA), str)


@settings(max_examples=60)
@given(TEXT, TEXT, st.none() | TEXT, st.sampled_from(["", "at most 3 words", "“x” is missing"]), TEXT)
def test_it_revises_anything(piece, quote, suggestion, why, note):
    finding = {"criterion": "c", "why": why, "quote": quote, "suggestion": suggestion}
    reply = ask("revise", {"brief": {}, "piece": f"A piece. {piece}", "findings": [finding], "note": note})
    assert isinstance(reply.text, str)
