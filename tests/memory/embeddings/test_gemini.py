"""Gemini's embeddings, over Google's own SDK."""

from dataclasses import replace
from math import hypot

import pytest

from memory.embeddings import Config, EmbeddingTrouble, embedder
from tests.stand_in import bad_key, fails, page, slow


@pytest.fixture
def chosen(stand_in):
    return embedder(Config(kind="gemini", url=stand_in.url, key="k-canary", dimensions=256, seconds=60))


def trouble(chosen) -> EmbeddingTrouble:
    with pytest.raises(EmbeddingTrouble) as raised:
        chosen.embed(["one"])
    return raised.value


def test_it_says_what_each_text_is_for_and_how_many_numbers_are_wanted(chosen, stand_in):
    chosen.embed(["Bread is baked", "Dogs"])
    chosen.embed(["bread"], "query")
    documents, query = (call["body"]["requests"] for call in stand_in.journal)
    assert [each["taskType"] for each in documents] == ["RETRIEVAL_DOCUMENT"] * 2
    assert [each["content"]["parts"][0]["text"] for each in documents] == ["Bread is baked", "Dogs"]
    assert query[0]["taskType"] == "RETRIEVAL_QUERY"
    assert {each["outputDimensionality"] for each in documents} == {256}
    assert stand_in.journal[0]["headers"]["x-goog-api-key"] == "k-canary"


def test_it_gives_unit_vectors_and_counts_tokens(chosen):
    vectors = chosen.embed(["Bread is baked at three", "Dogs"])
    assert [len(vector) for vector in vectors] == [256, 256]
    assert hypot(*vectors[0]) == pytest.approx(1)
    assert vectors.tokens > 0
    assert chosen.model == "gemini-embedding-001@256"


@pytest.mark.parametrize(
    ("behaviour", "says", "permanent"),
    [
        (bad_key(), "Gemini refused the key", True),
        (fails(404), "Gemini doesn't know the address or the model", True),
        (fails(503), "error 503", False),
        (fails(429), "too many requests", False),
        (page(), "can't be read", True),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_says_what_is_wrong_and_whether_waiting_helps(stand_in, chosen, behaviour, says, permanent):
    stand_in.will(replace(behaviour, always=True))
    told = trouble(chosen)
    assert says in told.sentence
    assert told.permanent is permanent
    assert "k-canary" not in told.sentence


def test_it_waits_no_longer_than_it_may(stand_in):
    stand_in.will(replace(slow(60), always=True))
    told = trouble(embedder(Config(kind="gemini", url=stand_in.url, key="k", seconds=0.3)))
    assert told.sentence == "Gemini took too long to answer."


def test_it_says_when_nobody_answers():
    told = trouble(embedder(Config(kind="gemini", url="http://127.0.0.1:9", key="k", seconds=60)))
    assert "can't be reached" in told.sentence
    assert not told.permanent
