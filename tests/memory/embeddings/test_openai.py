from dataclasses import replace
from math import hypot

import pytest

from memory.embeddings import DIMENSIONS, Config, EmbeddingTrouble, embedder
from tests.memory.embeddings.server import serving
from tests.stand_in import Behaviour, bad_key, breaks_off, fails, garbage, no_credit, page, slow


@pytest.fixture
def server():
    with serving() as running:
        yield running


@pytest.fixture
def chosen(server):
    return embedder(Config(url=server.url, key="sk-canary", model="tiny", seconds=60))


def trouble(chosen) -> EmbeddingTrouble:
    with pytest.raises(EmbeddingTrouble) as raised:
        chosen.embed(["one"])
    return raised.value


def test_it_asks_for_our_dimensions_as_plain_numbers(chosen, server):
    chosen.embed(["one", "three"])
    assert server.requests == [
        {"model": "tiny", "input": ["one", "three"], "encoding_format": "float", "dimensions": DIMENSIONS}
    ]
    assert server.keys == ["Bearer sk-canary"]


def test_it_gives_unit_vectors_in_the_order_of_the_texts(chosen):
    first, second = chosen.embed(["one", "three"])
    assert first[0] / first[1] == pytest.approx(3)
    assert second[0] / second[1] == pytest.approx(5)
    assert hypot(*first) == pytest.approx(1)


def test_it_fills_shorter_vectors_with_zeros(chosen, server):
    server.size = 384
    (vector,) = chosen.embed(["one"])
    assert len(vector) == DIMENSIONS
    assert hypot(*vector) == pytest.approx(1)


def test_it_refuses_longer_vectors(chosen, server):
    server.size = 1536
    told = trouble(chosen)
    assert "“tiny” makes vectors of 1536 numbers" in told.sentence
    assert told.permanent


def test_it_takes_a_model_that_has_only_its_own_dimensions(chosen, server):
    server.fixed_size = True
    server.size = 768
    assert len(chosen.embed(["one"])[0]) == DIMENSIONS
    chosen.embed(["two"])
    assert ["dimensions" in asked for asked in server.requests] == [True, False, False]


def test_it_takes_nothing_from_the_environment(server, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    embedder(Config(url=server.url)).embed(["one"])
    assert server.keys == ["Bearer unused"]
    assert server.requests[0]["model"] == "text-embedding-3-small"


@pytest.mark.parametrize(
    ("behaviour", "says", "permanent"),
    [
        (bad_key(), "refused the key: check EMBEDDINGS_KEY", True),
        (fails(404), "check EMBEDDINGS_URL and EMBEDDINGS_MODEL", True),
        (fails(400), "error 400", True),
        (no_credit(), "out of credit", False),
        (fails(503), "error 503", False),
        (page(), "can't be read: check EMBEDDINGS_URL", True),
        (garbage(), "can't be read: check EMBEDDINGS_URL", True),
        (breaks_off(), "can't be reached", False),
    ],
    ids=lambda value: value.act if isinstance(value, Behaviour) else "",
)
def test_it_says_what_is_wrong_and_whether_waiting_helps(stand_in, behaviour, says, permanent):
    stand_in.will(replace(behaviour, always=True))
    told = trouble(embedder(Config(url=stand_in.openai_url, key="sk-canary", seconds=60)))
    assert told.sentence.startswith("The embeddings server ")
    assert says in told.sentence
    assert told.permanent is permanent
    assert "sk-canary" not in told.sentence


def test_it_waits_no_longer_than_it_may(stand_in):
    stand_in.will(replace(slow(60), always=True))
    told = trouble(embedder(Config(url=stand_in.openai_url, key="sk-canary", seconds=0.2)))
    assert told.sentence == "The embeddings server took too long to answer."
    assert not told.permanent


def test_it_speaks_the_vendors_wire_format(stand_in):
    near, far, query = embedder(Config(url=stand_in.openai_url, key="sk-test")).embed(
        ["Bread is baked at three", "Dogs are welcome", "bread baked"]
    )
    assert len(near) == DIMENSIONS
    assert likeness(near, query) > likeness(far, query)
    assert stand_in.journal[0]["path"] == "/v1/embeddings"


def likeness(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_it_says_when_nobody_answers():
    told = trouble(embedder(Config(url="http://127.0.0.1:9/v1", seconds=60)))
    assert "can't be reached: check EMBEDDINGS_URL" in told.sentence
    assert not told.permanent


def test_it_refuses_an_answer_with_a_vector_missing(chosen, server):
    server.drop = 1
    assert "answered 1 texts with 0 vectors" in trouble(chosen).sentence


def test_it_asks_nobody_for_nothing(chosen, server):
    assert chosen.embed([]) == []
    assert server.requests == []


def test_it_keeps_the_models_name_with_its_size(chosen):
    assert chosen.model == "tiny@1024"
    assert chosen.label == "tiny"
